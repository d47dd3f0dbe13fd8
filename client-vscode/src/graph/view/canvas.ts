/** The drawing and what a person looks at in it. */

import type { Graph } from '../model';
import { Pen } from './draw';
import { Highlight, idAt } from './highlight';
import { attachKeys, tierAt } from './keyboard';
import { type Layout, layoutScene, type PlacedItem, READABLE } from './layout';
import { pageRuler } from './pageRuler';
import { type Direction, Relations } from './relations';
import { type Focus, idOf, type Scene, sceneOf } from './scene';
import { matches, nextMatch } from './search';
import { Zoom } from './zoom';

/** What is kept while the view is hidden. */
export interface Kept {
  /** The transform that is lit up, and round which a large graph is drawn. */
  readonly lit: string | null;
  readonly focus: Focus | null;
  readonly opened: readonly string[];
  readonly query: string;
  readonly zoom: number | null;
}

export interface Shown {
  readonly graph: Graph;
  readonly scene: Scene;
  readonly kept: Kept;
  /** What the search finds. */
  readonly found: readonly string[];
}

const NOTHING: Graph = { product: null, nodes: [], edges: [] };

export class Canvas {
  private readonly zoom: Zoom;
  private graph = NOTHING;
  private relations = new Relations(NOTHING);
  private scene: Scene | undefined;
  private layout: Layout | undefined;
  private svg: SVGSVGElement | undefined;
  private highlight: Highlight | undefined;

  constructor(
    private readonly element: HTMLElement,
    private kept: Kept,
    private readonly open: (name: string) => void,
    private readonly changed: (shown: Shown) => void,
  ) {
    this.zoom = new Zoom(element, kept.zoom, (zoom) => this.change({ zoom }));
    let width = element.clientWidth;
    new ResizeObserver(() => {
      if (element.clientWidth !== width) {
        width = element.clientWidth;
        if (this.scene !== undefined) {
          this.redraw();
        }
      }
    }).observe(element);
    element.addEventListener('dblclick', ({ target }) => {
      if (idAt(target) !== undefined) {
        this.focus('both');
      }
    });
  }

  /** The drawing, for a file. */
  get drawing(): SVGSVGElement | undefined {
    return this.svg;
  }

  get zooming(): Pick<Zoom, 'fit' | 'larger' | 'smaller'> {
    return this.zoom;
  }

  /** Draw a graph; what a person looks at stays. */
  show(graph: Graph, caret: string | null): void {
    const isFirst = this.svg === undefined;
    this.graph = graph;
    this.relations = new Relations(graph);
    const { focus, lit } = this.kept;
    this.kept = {
      ...this.kept,
      focus: focus !== null && this.has(focus.name) ? focus : null,
      lit: (isFirst ? caret : null) ?? (lit !== null && this.has(lit) ? lit : null),
    };
    this.redraw();
    if (isFirst) {
      this.reveal(this.kept.lit);
    }
  }

  /** Light a transform up and bring it into sight. */
  light(name: string): void {
    if (!this.has(name) || name === this.kept.lit) {
      return;
    }
    this.kept = { ...this.kept, lit: name };
    if (this.scene?.isGathered) {
      this.redraw();
    } else {
      this.relight();
    }
    this.reveal(name);
  }

  /** Draw only what a transform leads to: the one that is lit. */
  focus(direction: Direction, name = this.kept.lit ?? this.kept.focus?.name ?? null): void {
    if (name !== null && this.has(name)) {
      const depth = this.kept.focus?.depth ?? null;
      this.kept = { ...this.kept, lit: name, focus: { name, direction, depth } };
      this.redraw();
      this.reveal(name);
    }
  }

  /** Say how far a focus reaches; `null` for all. */
  reach(depth: number | null): void {
    const { focus } = this.kept;
    if (focus !== null) {
      this.kept = { ...this.kept, focus: { ...focus, depth } };
      this.redraw();
      this.reveal(focus.name);
    }
  }

  /** Draw everything again. */
  unfocus(): void {
    if (this.kept.focus !== null) {
      this.kept = { ...this.kept, focus: null };
      this.redraw();
      this.reveal(this.kept.lit);
    }
  }

  search(query: string): void {
    this.change({ query });
    this.relight();
  }

  /** Go to the next match of the search, or to the one before. */
  nextFound(step: 1 | -1): void {
    const next = nextMatch(this.found(), this.kept.lit, step);
    if (next === null) {
      return;
    }
    const isHidden = !this.scene?.items.some(
      (item) => item.kind === 'transform' && item.node.name === next,
    );
    if (isHidden && this.kept.focus !== null) {
      this.kept = { ...this.kept, focus: null, lit: next };
      this.redraw();
    } else {
      this.light(next);
    }
    this.reveal(next);
  }

  /** Leave the search, then the focus, then the light. */
  escape(): void {
    if (this.kept.query !== '') {
      this.search('');
    } else if (this.kept.focus !== null) {
      this.unfocus();
    } else if (this.kept.lit !== null) {
      this.change({ lit: null });
      this.relight();
    }
  }

  /** Give the keyboard to the transform that is lit, or to the first one. */
  walk(): void {
    this.svg?.querySelector<SVGElement>('.node[tabindex="0"]')?.focus();
  }

  private redraw(): void {
    const { graph, relations, kept } = this;
    const { lit: centre, focus, opened } = kept;
    const scene = sceneOf(graph, relations, { centre, focus, opened: new Set(opened) });
    if (graph.nodes.length === 0) {
      this.element.textContent = 'There are no transforms yet.';
      this.scene = scene;
      this.layout = undefined;
      this.svg = undefined;
      this.highlight = undefined;
      this.tell();
      return;
    }
    const walked = idAt(document.activeElement);
    const headed = tierAt(document.activeElement);
    const anchor = this.place(kept.lit);
    const before = anchor && this.zoom.seenAt(anchor);
    const pen = new Pen(graph, relations, pageRuler());
    const room = this.element.clientWidth / (kept.zoom ?? READABLE);
    const layout = layoutScene(scene, (item) => pen.widthOf(item), room);
    const svg = pen.draw(scene, layout);
    const stopAt = attachKeys(svg, layout.items, {
      open: (id) => this.press(id),
      focus: (id, direction) => this.focus(direction, nameIn(scene, id) ?? null),
      toggle: (tier) => this.toggle(tier),
      visit: (id) => this.revealItem(layout.items.find(({ item }) => item.id === id)),
    });
    Object.assign(this, { scene, layout, svg, highlight: new Highlight(svg) });
    this.element.replaceChildren(svg);
    this.zoom.take(svg);
    const after = this.place(kept.lit);
    if (before && after) {
      this.zoom.keepAt(after, before);
    }
    stopAt(walked ?? (kept.lit === null ? undefined : idOf(kept.lit)));
    if (walked !== undefined) {
      // Whoever walks the graph by keyboard stays where they are while it is drawn again.
      this.walk();
    } else if (headed !== undefined) {
      [...svg.querySelectorAll<SVGElement>('.toggle')]
        .find((each) => tierAt(each) === headed)
        ?.focus();
    }
    this.relight();
  }

  private relight(): void {
    const { lit, query, focus } = this.kept;
    // What a focus leaves is all related.
    const fades = lit !== focus?.name;
    const found = query === '' ? undefined : new Set(this.found().map(idOf));
    this.highlight?.light(lit === null ? undefined : idOf(lit), fades);
    this.highlight?.mark(found, lit === null ? undefined : idOf(lit));
    this.tell();
  }

  private press(id: string): void {
    const item = this.scene?.items.find((each) => each.id === id);
    if (item?.kind === 'rest') {
      this.toggle(item.tier);
    } else if (item !== undefined) {
      this.light(item.node.name);
      this.open(item.node.name);
    }
  }

  private toggle(tier: string): void {
    const { opened } = this.kept;
    const isOpen = opened.includes(tier);
    this.kept = {
      ...this.kept,
      opened: isOpen ? opened.filter((each) => each !== tier) : [...opened, tier],
    };
    this.redraw();
  }

  private reveal(name: string | null): void {
    this.revealItem(this.place(name));
  }

  private revealItem(placed: PlacedItem | undefined): void {
    if (placed !== undefined) {
      this.zoom.reveal(placed);
    }
  }

  private place(name: string | null): PlacedItem | undefined {
    return name === null
      ? undefined
      : this.layout?.items.find(({ item }) => item.id === idOf(name));
  }

  private found(): readonly string[] {
    return matches(this.graph.nodes, this.kept.query);
  }

  private has(name: string): boolean {
    return this.graph.nodes.some((each) => each.name === name);
  }

  private change(part: Partial<Kept>): void {
    this.kept = { ...this.kept, ...part };
    this.tell();
  }

  private tell(): void {
    if (this.scene !== undefined) {
      const { graph, scene, kept } = this;
      this.changed({ graph, scene, kept, found: this.found() });
    }
  }
}

function nameIn(scene: Scene, id: string): string | undefined {
  const item = scene.items.find((each) => each.id === id);
  return item?.kind === 'transform' ? item.node.name : undefined;
}
