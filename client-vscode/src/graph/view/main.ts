/** The view's script: draws what the editor sends, and tells it what a person wants. */

import type { FromView, Graph, ToView } from '../model';
import { draw, widthOf } from './draw';
import { asPng, asSvg } from './export';
import { attachKeys, nameAt } from './keyboard';
import { layoutGraph } from './layout';
import { summary } from './words';
import { Zoom } from './zoom';

declare function acquireVsCodeApi(): { postMessage(message: FromView): void };

const editor = acquireVsCodeApi();
const canvas = byId('canvas');
const trouble = byId('trouble');
const zoom = new Zoom(canvas);
let svg: SVGSVGElement | undefined;
let drawn = '';

window.addEventListener('message', ({ data }: MessageEvent<ToView>) => {
  if (data.type === 'trouble') {
    trouble.textContent = data.message;
    trouble.hidden = false;
  } else if (data.type === 'graph') {
    trouble.hidden = true;
    show(data.graph);
  }
});

function show(graph: Graph): void {
  const text = JSON.stringify(graph);
  if (text === drawn) {
    return;
  }
  drawn = text;
  byId('summary').textContent = summary(graph);
  if (graph.nodes.length === 0) {
    canvas.textContent = 'There are no transforms yet.';
    svg = undefined;
    return;
  }
  const focused = nameAt(document.activeElement);
  const layout = layoutGraph(graph, widthOf);
  svg = draw(graph, layout);
  const stopAt = attachKeys(svg, layout.nodes, (name) =>
    editor.postMessage({ type: 'open', name }),
  );
  canvas.replaceChildren(svg);
  zoom.take(svg);
  if (focused !== undefined) {
    // Whoever walks the graph by keyboard stays where they are while it is drawn again.
    stopAt(focused);
    svg.querySelector<SVGGElement>('.node[tabindex="0"]')?.focus();
  }
}

async function save(format: 'svg' | 'png'): Promise<void> {
  if (svg === undefined) {
    return;
  }
  const background = getComputedStyle(document.body).backgroundColor;
  const data = format === 'svg' ? asSvg(svg, background) : await asPng(svg, background);
  editor.postMessage({ type: 'export', format, data });
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}

byId('fit').addEventListener('click', () => zoom.fit());
byId('larger').addEventListener('click', () => zoom.larger());
byId('smaller').addEventListener('click', () => zoom.smaller());
byId('svg').addEventListener('click', () => void save('svg'));
byId('png').addEventListener('click', () => void save('png'));
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === '+') {
    zoom.larger();
  } else if (event.key === '-') {
    zoom.smaller();
  } else if (event.key === '0') {
    zoom.fit();
  }
});
editor.postMessage({ type: 'ready' });
