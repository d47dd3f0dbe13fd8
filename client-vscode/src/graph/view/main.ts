/** The view's script: draws what the editor sends, and tells it what a person wants. */

import type { FromView, Graph, GraphNode, ToView } from '../model';
import { Canvas, type Kept, type Shown } from './canvas';
import { asPng, asSvg } from './export';
import { DIRECTIONS } from './relations';
import { resultWords } from './search';
import { summary } from './words';

declare function acquireVsCodeApi(): {
  postMessage(message: FromView): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const NEW: Kept = { lit: null, focus: null, opened: [], query: '', zoom: null };

const editor = acquireVsCodeApi();
const trouble = byId('trouble');
const search = byId('search') as HTMLInputElement;
const depth = byId('depth') as HTMLSelectElement;
const kept = editor.getState() ?? NEW;
const canvas = new Canvas(byId('canvas'), kept, (name) => tell({ type: 'open', name }), report);
search.value = kept.query;
let drawn = '';

window.addEventListener('message', ({ data }: MessageEvent<ToView>) => {
  if (data.type === 'trouble') {
    trouble.textContent = data.message;
    trouble.hidden = false;
  } else if (data.type === 'graph') {
    trouble.hidden = true;
    show(data.graph, data.caret);
  } else if (data.type === 'caret') {
    canvas.light(data.name);
  }
});

function show(graph: Graph, caret: string | null): void {
  // Where things stand in the file is not drawn.
  const text = JSON.stringify({ ...graph, nodes: graph.nodes.map(withoutPlaces) });
  if (text !== drawn) {
    drawn = text;
    canvas.show(graph, caret);
  }
}

function withoutPlaces({ range: _, selection: __, ...others }: GraphNode) {
  return others;
}

/** Keep what is shown, and say it beside the buttons. */
function report({ graph, scene, kept, found }: Shown): void {
  editor.setState(kept);
  const { focus, lit, query } = kept;
  byId('summary').textContent = summary(graph, scene, focus);
  byId('found').textContent = query.trim() === '' ? '' : resultWords(found, lit);
  for (const direction of DIRECTIONS) {
    const button = byId(direction) as HTMLButtonElement;
    button.disabled = lit === null && focus === null;
    button.setAttribute('aria-pressed', String(focus?.direction === direction));
  }
  byId('depths').hidden = focus === null;
  depth.value = String(focus?.depth ?? 'all');
}

async function save(format: 'svg' | 'png'): Promise<void> {
  const svg = canvas.drawing;
  if (svg === undefined) {
    return;
  }
  const background = getComputedStyle(document.body).backgroundColor;
  const data = format === 'svg' ? asSvg(svg, background) : await asPng(svg, background);
  tell({ type: 'export', format, data });
}

function tell(message: FromView): void {
  editor.postMessage(message);
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}

for (const direction of DIRECTIONS) {
  const button = byId(direction);
  button.addEventListener('click', () => {
    // The button of the focus that is there takes it back.
    if (button.getAttribute('aria-pressed') === 'true') {
      canvas.unfocus();
    } else {
      canvas.focus(direction);
    }
  });
}
depth.addEventListener('change', () => {
  canvas.reach(depth.value === 'all' ? null : Number(depth.value));
});
search.addEventListener('input', () => canvas.search(search.value));
search.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') {
    event.preventDefault();
    canvas.nextFound(event.shiftKey ? -1 : 1);
  } else if (event.key === 'ArrowDown') {
    event.preventDefault();
    canvas.walk();
  }
});
byId('fit').addEventListener('click', () => canvas.zooming.fit());
byId('larger').addEventListener('click', () => canvas.zooming.larger());
byId('smaller').addEventListener('click', () => canvas.zooming.smaller());
byId('svg').addEventListener('click', () => void save('svg'));
byId('png').addEventListener('click', () => void save('png'));
document.addEventListener('keydown', (event) => {
  const isFind = (event.ctrlKey || event.metaKey) && event.key === 'f';
  const isTyped = event.target === search;
  if (isFind || (event.key === '/' && !isTyped)) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    search.value = '';
    canvas.escape();
  } else if (!isTyped && !event.ctrlKey && !event.metaKey && !event.altKey) {
    zoomBy(event.key);
  }
});

function zoomBy(key: string): void {
  if (key === '+') {
    canvas.zooming.larger();
  } else if (key === '-') {
    canvas.zooming.smaller();
  } else if (key === '0') {
    canvas.zooming.fit();
  }
}

tell({ type: 'ready' });
