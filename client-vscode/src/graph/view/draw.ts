/** Draws a layout as SVG. Colours come from the style sheet, and so from the theme. */

import type { Graph, GraphNode } from '../model';
import {
  type Layout,
  NODE_HEIGHT,
  type PlacedEdge,
  type PlacedNode,
  type PlacedTier,
  type Point,
} from './layout';
import { SIGNS, spoken, subtitle } from './words';

const NS = 'http://www.w3.org/2000/svg';
/** Width of a character of the two lines, in pixels, as wide as the widest themes have it. */
const WIDE = 7.6;
const PADDING = 30;

/** How wide a node's box has to be. */
export function widthOf(node: GraphNode): number {
  const longest = Math.max(node.name.length, subtitle(node).length);
  return Math.min(420, Math.max(110, Math.ceil(longest * WIDE) + PADDING));
}

/** Make the drawing of a graph. */
export function draw(graph: Graph, layout: Layout): SVGSVGElement {
  const svg = make('svg', {
    viewBox: `0 0 ${layout.width} ${layout.height}`,
    width: layout.width,
    height: layout.height,
    role: 'group',
    'aria-label': `Transforms of ${graph.product ?? 'the product'}`,
  });
  const defs = make('defs', {});
  for (const state of Object.keys(SIGNS)) {
    defs.append(arrow(state));
  }
  svg.append(defs, ...layout.tiers.map(tier), ...layout.edges.map(edge));
  svg.append(...layout.nodes.map((placed) => node(placed, graph)));
  return svg;
}

function arrow(state: string): SVGElement {
  const marker = make('marker', {
    id: `arrow-${state}`,
    viewBox: '0 0 8 8',
    refX: 7,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    orient: 'auto',
  });
  marker.append(make('path', { d: 'M0 0L8 4L0 8z', class: `arrow ${state}` }));
  return marker;
}

function tier({ tier: name, x, y, width, height }: PlacedTier): SVGElement {
  const group = make('g', { class: 'tier', 'aria-hidden': 'true' });
  group.append(
    make('rect', { x, y, width, height, rx: 6 }),
    text(name, { x: x + 10, y: y + 16, class: 'tier-name' }),
  );
  return group;
}

function edge({ edge: { state, source, target }, points }: PlacedEdge): SVGElement {
  return make('path', {
    d: curve(points),
    class: `edge ${state}`,
    'marker-end': `url(#arrow-${state})`,
    'data-source': source,
    'data-target': target,
    'aria-hidden': 'true',
  });
}

/** A line through the points with round corners: each point but the ends bends a curve. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) {
    return '';
  }
  const parts = [`M${first.x} ${first.y}`];
  rest.slice(0, -1).forEach((point, index) => {
    const next = rest[index + 1] ?? point;
    const isLast = index === rest.length - 2;
    const end = isLast ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    parts.push(`Q${point.x} ${point.y} ${end.x} ${end.y}`);
  });
  if (rest.length === 1 && rest[0]) {
    parts.push(`L${rest[0].x} ${rest[0].y}`);
  }
  return parts.join('');
}

function node({ node: about, x, y, width }: PlacedNode, graph: Graph): SVGElement {
  const group = make('g', {
    class: `node ${about.state} ${about.declared ? '' : 'missing'}`,
    transform: `translate(${x} ${y})`,
    role: 'button',
    tabindex: -1,
    'aria-label': spoken(about, graph),
    'data-name': about.name,
  });
  const tip = make('title', {});
  tip.textContent = spoken(about, graph);
  const room = Math.floor((width - PADDING) / WIDE);
  group.append(
    tip,
    make('rect', { width, height: NODE_HEIGHT, rx: 4, class: 'box' }),
    text(shortened(about.name, room), { x: 12, y: 18, class: 'name' }),
    text(shortened(subtitle(about), room), { x: 12, y: 34, class: 'about' }),
  );
  if (about.state !== 'ok') {
    const sign = text(SIGNS[about.state], { x: width - 16, y: 18, class: 'sign' });
    group.append(sign);
  }
  return group;
}

function shortened(words: string, room: number): string {
  return words.length > room ? `${words.slice(0, room - 1)}…` : words;
}

function text(words: string, attributes: Attributes): SVGElement {
  const made = make('text', attributes);
  made.textContent = words;
  return made;
}

type Attributes = Readonly<Record<string, string | number>>;

function make<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, String(value));
  }
  return made;
}
