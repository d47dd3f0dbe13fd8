/** Draws a layout as SVG. Colours come from the style sheet, and so from the theme. */

import type { Graph, GraphNode } from '../model';
import {
  BOX_HEIGHT,
  type Curve,
  HEADING,
  type Layout,
  type PlacedItem,
  type PlacedLink,
  type PlacedTier,
} from './layout';
import type { Relations } from './relations';
import { fitted, NAME_SIZE, type Ruler, SMALL_SIZE } from './ruler';
import {
  type Item,
  isRest,
  KNOWN_TIERS,
  NO_TIER,
  NOT_DECLARED,
  type Rest,
  type Scene,
} from './scene';
import { aside, restText, SIGNS, spoken, spokenRest, standardEngine, tierWords } from './words';

const NS = 'http://www.w3.org/2000/svg';
const TEXT_LEFT = 12;
const TEXT_RIGHT = 9;
const SIGN = 14;
const ASIDE_GAP = 8;
const HEADING_INDENT = 9;
/** How much wider than others bold letters are. */
const BOLD = 1.08;
/** So wide that `not declared` fits above it with its number. */
const NARROWEST = 126;
const WIDEST = 250;
const BASELINE = BOX_HEIGHT / 2 + 4.5;
const STRIP = 4;

/** Draws the scenes of one graph. */
export class Pen {
  private readonly standard: string | null;

  constructor(
    private readonly graph: Graph,
    private readonly relations: Relations,
    private readonly ruler: Ruler,
  ) {
    this.standard = standardEngine(graph);
  }

  /** How wide the box of an item has to be. */
  widthOf(item: Item): number {
    const name = item.kind === 'rest' ? restText(item) : item.node.name;
    const width = TEXT_LEFT + this.ruler.width(name, NAME_SIZE) + this.besides(item) + TEXT_RIGHT;
    return Math.min(WIDEST, Math.max(NARROWEST, Math.ceil(width)));
  }

  /** Make the drawing. */
  draw(scene: Scene, layout: Layout): SVGSVGElement {
    const { width, height } = layout;
    const svg = make('svg', {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'group',
      'aria-label': `Transforms of ${this.graph.product ?? 'the product'}`,
    });
    const edges = make('g', { class: 'edges', 'aria-hidden': 'true' });
    edges.append(...layout.links.map(edge));
    svg.append(
      ...layout.tiers.map((band) => tier(band, scene, this.ruler)),
      edges,
      ...layout.items.map((placed) => this.node(placed)),
    );
    return svg;
  }

  /** The width of what stands behind the name. */
  private besides(item: Item): number {
    const state = item.kind === 'rest' ? item.state : item.node.state;
    const words = item.kind === 'rest' ? '' : aside(item.node, this.standard);
    return (
      (state === 'ok' ? 0 : SIGN) +
      (words === '' ? 0 : ASIDE_GAP + this.ruler.width(words, SMALL_SIZE))
    );
  }

  private node({ item, x, y, width }: PlacedItem): SVGElement {
    return item.kind === 'rest'
      ? rest(item, x, y, width, this.ruler)
      : this.transform(item, item.node, x, y, width);
  }

  private transform(item: Item, node: GraphNode, x: number, y: number, width: number): SVGElement {
    const group = box(item, node.state, x, y, width, spoken(node, this.relations));
    group.dataset['name'] = node.name;
    group.classList.toggle('missing', !node.declared);
    if (item.tier !== NO_TIER && item.tier !== NOT_DECLARED) {
      group.append(make('path', { d: STRIP_PATH, class: `strip ${colourOf(item.tier)}` }));
    }
    const isNarrowed = width < this.widthOf(item);
    // Where there is little room all of it is the name's; what stands behind it is in the tip.
    const words = isNarrowed ? '' : aside(node, this.standard);
    const sign = node.state === 'ok' ? 0 : SIGN;
    const besides = isNarrowed ? sign : this.besides(item);
    const room = width - TEXT_LEFT - TEXT_RIGHT - besides;
    const shown = fitted(node.name, room, NAME_SIZE, this.ruler);
    group.append(text(shown, { x: TEXT_LEFT, y: BASELINE, class: 'name' }));
    if (words !== '') {
      const start = TEXT_LEFT + this.ruler.width(shown, NAME_SIZE) + ASIDE_GAP;
      group.append(text(words, { x: start, y: BASELINE, class: 'about' }));
    }
    return group;
  }
}

const STRIP_PATH = `M4 0H${STRIP}V${BOX_HEIGHT}H4A4 4 0 0 1 0 ${BOX_HEIGHT - 4}V4A4 4 0 0 1 4 0z`;

function rest(item: Rest, x: number, y: number, width: number, ruler: Ruler): SVGElement {
  const group = box(item, item.state, x, y, width, spokenRest(item));
  group.classList.add('rest');
  const room = width - TEXT_LEFT - TEXT_RIGHT - (item.state === 'ok' ? 0 : SIGN);
  const shown = fitted(restText(item), room, NAME_SIZE, ruler);
  group.append(text(shown, { x: TEXT_LEFT, y: BASELINE, class: 'name' }));
  return group;
}

function box(item: Item, state: string, x: number, y: number, width: number, words: string) {
  const group = make('g', {
    class: `node ${state}`,
    transform: `translate(${x} ${y})`,
    role: 'button',
    tabindex: -1,
    'aria-label': words,
    'data-id': item.id,
  });
  const tip = make('title', {});
  tip.textContent = words;
  group.append(tip, make('rect', { width, height: BOX_HEIGHT, rx: 4, class: 'box' }));
  const sign = SIGNS[state as keyof typeof SIGNS];
  if (sign !== '') {
    group.append(text(sign, { x: width - 11, y: BASELINE, class: 'sign' }));
  }
  return group;
}

/** A band with its heading, which closes and opens the tier where not all are drawn. */
function tier(
  { tier: name, x, y, width, height }: PlacedTier,
  scene: Scene,
  ruler: Ruler,
): SVGElement {
  const group = make('g', { class: `tier ${colourOf(name)}` });
  const size = scene.sizes.get(name) ?? 0;
  const rests = scene.items.filter((item) => item.kind === 'rest' && item.tier === name);
  const isOpen = rests.length === 0;
  const sign = scene.isGathered ? SIGN : 0;
  const room = width - 2 * HEADING_INDENT - ruler.width(` ${size}`, NAME_SIZE) - sign;
  const heading = fitted(name, room / BOLD, NAME_SIZE, ruler);
  const words = text(heading, { x: x + HEADING_INDENT, y: y + 17, class: 'tier-name' });
  const count = make('tspan', { class: 'tier-size', dx: 6 });
  count.textContent = String(size);
  words.append(count);
  group.append(make('rect', { x, y, width, height, rx: 6, class: 'band' }), words);
  if (scene.isGathered) {
    const button = make('g', {
      class: 'toggle',
      role: 'button',
      tabindex: 0,
      'aria-expanded': String(isOpen),
      'aria-label': `${tierWords(name)}, ${size} transforms`,
      'data-tier': name,
    });
    button.append(
      make('rect', { x, y, width, height: HEADING, rx: 6, class: 'hit' }),
      words,
      text(isOpen ? '−' : '+', { x: x + width - 14, y: y + 17, class: 'tier-sign' }),
    );
    group.append(button);
  } else {
    group.setAttribute('aria-hidden', 'true');
  }
  return group;
}

function colourOf(tier: string): string {
  return KNOWN_TIERS.includes(tier) ? `is-${tier}` : 'is-other';
}

function edge({ link: { state, source, target, isQuiet }, curves }: PlacedLink): SVGElement {
  const isLoose = isRest(source) || isRest(target);
  const group = make('g', {
    class: `edge ${state}${isQuiet ? ' quiet' : ''}${isLoose ? ' loose' : ''}`,
    'data-source': source,
    'data-target': target,
  });
  group.append(
    make('path', { d: path(curves), class: 'line' }),
    make('path', { d: head(curves), class: 'head' }),
  );
  return group;
}

const HEAD = 6;

/** Lines stop where their head begins, so that its point stays sharp. */
function path(curves: readonly Curve[]): string {
  const [first] = curves;
  const parts = first === undefined ? [] : [`M${at(first[0])}`];
  curves.forEach((curve, index) => {
    const [, one, other, end] = index === curves.length - 1 ? beforeHead(curve) : curve;
    parts.push(`C${at(one)} ${at(other)} ${at(end)}`);
  });
  return parts.join('');
}

function beforeHead([start, one, other, end]: Curve): Curve {
  return [start, one, other, { x: end.x + Math.sign(other.x - end.x) * (HEAD - 1), y: end.y }];
}

function head(curves: readonly Curve[]): string {
  const last = curves.at(-1);
  if (last === undefined) {
    return '';
  }
  const [, , bend, { x, y }] = last;
  const back = x + Math.sign(bend.x - x) * HEAD;
  return `M${x} ${y}L${back} ${y - HEAD / 2}V${y + HEAD / 2}z`;
}

function at({ x, y }: { readonly x: number; readonly y: number }): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
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
