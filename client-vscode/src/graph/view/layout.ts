/**
 * Lays a scene out, in pixels. Boxes stand in columns; lines run in the gaps between columns, and
 * through a column only at a height that is kept free for them, so none crosses a box.
 */

import { type Column, columnsOf } from './columns';
import { type Join, placeRows, type Row } from './rows';
import { type Item, isRest, type Link, NO_TIER, type Scene } from './scene';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** `x` and `y` are the upper left corner. */
export interface PlacedItem extends Box {
  readonly item: Item;
}

/** A cubic curve: where it begins, what bends it twice, where it ends. */
export type Curve = readonly [Point, Point, Point, Point];

export interface PlacedLink {
  readonly link: Link;
  readonly curves: readonly Curve[];
}

/** The band behind the boxes of one tier. */
export interface PlacedTier extends Box {
  readonly tier: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly items: readonly PlacedItem[];
  readonly links: readonly PlacedLink[];
  /** None when no transform has a tier and all are drawn. */
  readonly tiers: readonly PlacedTier[];
}

/** Smaller than this the names cannot be read: a large drawing scrolls until Fit is asked for. */
export const READABLE = 0.85;
export const BOX_HEIGHT = 24;
/** How high a band's heading is. */
export const HEADING = 26;
const GAP = 6;
/** The height that is kept free for lines that pass. */
const PASS = 4;
const MARGIN = 10;
/** Between the boxes of a tier and the edge of its band. */
const PADDING = 8;
const NARROWEST_GUTTER = 34;
const WIDEST_GUTTER = 56;
/** Room for the lines beside the first column; they may lie on the edge of its band. */
const OUTER_GUTTER = 10;
/** A box that has to give way for want of room keeps so much of its name. */
const NARROWEST_BOX = 90;
/** How far above the middle of a box lines of its column enter, and below it leave. */
const ASIDE = 7;
/** How much wider each line makes the gap that it runs in. */
const A_LINE = 0.7;

/**
 * Lay a scene out.
 *
 * @param widthOf How wide an item's box has to be.
 * @param room How wide the drawing should be at most. Boxes become narrower than they have to be
 *   where one column a tier does not fit; it is wider only when even so the tiers do not.
 */
export function layoutScene(
  scene: Scene,
  widthOf: (item: Item) => number,
  room = Number.POSITIVE_INFINITY,
): Layout {
  const { items, links } = scene;
  const fits = (each: readonly Column[]) => new Grid(each, links, widthOf).width <= room;
  const columns = columnsOf(items, links, fits, mostColumns(items, widthOf, room));
  const hasHeadings = scene.isGathered || items.some(({ tier }) => tier !== NO_TIER);
  return new Grid(columns, links, widthOf, room).layout(hasHeadings);
}

/** Make the widest boxes narrower, all to one width, until so much is saved or none may be. */
function narrowed(widths: readonly number[], excess: number): number[] {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const capped = (cap: number) => widths.map((width) => Math.min(width, cap));
  let cap = Math.max(...widths);
  while (cap > NARROWEST_BOX && whole - capped(cap).reduce((sum, each) => sum + each, 0) < excess) {
    cap -= 1;
  }
  return capped(cap);
}

/** Columns with their gaps. Gap 0 lies left of the first column, gap `i + 1` right of column `i`. */
class Grid {
  readonly width: number;
  private readonly columnOf: ReadonlyMap<string, number>;
  private readonly lefts: number[] = [];
  private readonly widths: readonly number[];

  constructor(
    private readonly columns: readonly Column[],
    private readonly links: readonly Link[],
    widthOf: (item: Item) => number,
    room = Number.POSITIVE_INFINITY,
  ) {
    this.columnOf = new Map(
      columns.flatMap(({ items }, index) => items.map(({ item }) => [item.id, index] as const)),
    );
    const wanted = columns.map(({ items }) => Math.max(...items.map(({ item }) => widthOf(item))));
    const gutters = this.gutters();
    const around = gutters.reduce((sum, each) => sum + each, 2 * (MARGIN + PADDING));
    this.widths = narrowed(wanted, wanted.reduce((sum, each) => sum + each, around) - room);
    let x = MARGIN + PADDING + (gutters[0] ?? 0);
    for (const [index, width] of this.widths.entries()) {
      this.lefts.push(x);
      x += width + (gutters[index + 1] ?? 0);
    }
    this.width = x + PADDING + MARGIN;
  }

  layout(hasHeadings: boolean): Layout {
    const passes = new Map<string, number>();
    const joins: Join[] = [];
    const routes = this.links.map((link) => this.route(link, passes, joins));
    const rows: Row[][] = this.columns.map(({ items }) =>
      items.map(({ item: { id }, rank }) => ({ id, rank, height: BOX_HEIGHT })),
    );
    for (const [id, column] of passes) {
      rows[column]?.push({ id, rank: null, height: PASS });
    }
    const top = MARGIN + (hasHeadings ? HEADING : 0);
    const { middles, height } = placeRows(rows, joins, GAP);
    const middleOf = (id: string) => top + (middles.get(id) ?? 0);
    const total = top + height + PADDING + MARGIN;
    return {
      width: this.width,
      height: total,
      items: this.columns.flatMap(({ items }, column) =>
        items.map(({ item }) => ({
          item,
          x: this.left(column),
          y: middleOf(item.id) - BOX_HEIGHT / 2,
          width: this.widths[column] ?? 0,
          height: BOX_HEIGHT,
        })),
      ),
      links: this.links.map((link, index) => ({
        link,
        curves: this.curves(routes[index] ?? [], middleOf),
      })),
      tiers: hasHeadings ? this.bands(total - 2 * MARGIN) : [],
    };
  }

  /** How wide each gap is: none outside, unless lines between boxes of the first column run there. */
  private gutters(): number[] {
    const lines = new Array<number>(this.columns.length + 1).fill(0);
    for (const { source, target } of this.links) {
      const [from, to] = [this.column(source), this.column(target)];
      const [first, last] =
        from === to ? [from, from] : [Math.min(from, to) + 1, Math.max(from, to)];
      for (let gap = first; gap <= last; gap += 1) {
        lines[gap] = (lines[gap] ?? 0) + 1;
      }
    }
    return lines.map((count, gap) => {
      if (gap === 0 || gap === this.columns.length) {
        return count === 0 ? 0 : OUTER_GUTTER;
      }
      return Math.min(WIDEST_GUTTER, Math.round(NARROWEST_GUTTER + count * A_LINE));
    });
  }

  /**
   * Return the rows that a link leads through. Links that leave one box share where they pass, and
   * so do all that are quiet. Those, and what leads to the rest of a tier, have no say in where
   * things stand.
   */
  private route(link: Link, passes: Map<string, number>, joins: Join[]): string[] {
    const { source, target, isQuiet } = link;
    const [from, to] = [this.column(source), this.column(target)];
    const step = Math.sign(to - from);
    const route = [source];
    for (let column = from + step; step !== 0 && column !== to; column += step) {
      const id = `pass:${column}:${isQuiet ? '' : source}`;
      passes.set(id, column);
      route.push(id);
    }
    route.push(target);
    if (!isQuiet && !isRest(source) && !isRest(target)) {
      joins.push(...route.slice(1).map((id, index): Join => [route[index] ?? id, id]));
    }
    return route;
  }

  private curves(route: readonly string[], middleOf: (id: string) => number): Curve[] {
    const [source = '', target = ''] = [route[0], route.at(-1)];
    const [from, to] = [this.column(source), this.column(target)];
    if (from === to) {
      return [this.bracket(from, middleOf(source), middleOf(target))];
    }
    const step = Math.sign(to - from);
    const found: Curve[] = [];
    route.slice(1).forEach((id, index) => {
      const column = from + step * index;
      const start = { x: this.side(column, step), y: middleOf(route[index] ?? id) };
      const end = { x: this.side(column + step, -step), y: middleOf(id) };
      const middle = (start.x + end.x) / 2;
      found.push([start, { ...start, x: middle }, { ...end, x: middle }, end]);
      if (id !== target) {
        const across = { x: this.side(column + step, step), y: end.y };
        found.push([end, end, across, across]);
      }
    });
    return found;
  }

  /**
   * A line between two boxes of one column, on their left, where all others enter: at the right its
   * head would stand where others leave. It enters and leaves at heights of its own.
   */
  private bracket(column: number, from: number, to: number): Curve {
    const x = this.left(column);
    const far = x - Math.min(NARROWEST_GUTTER, 16 + Math.abs(to - from) / 12);
    const [start, end] = [from + ASIDE, to - ASIDE];
    return [
      { x, y: start },
      { x: far, y: start },
      { x: far, y: end },
      { x, y: end },
    ];
  }

  private bands(height: number): PlacedTier[] {
    const found = new Map<string, Box>();
    for (const [column, { tier }] of this.columns.entries()) {
      const x = found.get(tier)?.x ?? this.left(column) - PADDING;
      const right = this.left(column) + (this.widths[column] ?? 0) + PADDING;
      found.set(tier, { x, y: MARGIN, width: right - x, height });
    }
    return [...found].map(([tier, box]) => ({ tier, ...box }));
  }

  private column(id: string): number {
    return this.columnOf.get(id) ?? 0;
  }

  private left(column: number): number {
    return this.lefts[column] ?? 0;
  }

  /** Where a line leaves or reaches a column on its right side (1) or its left one (-1). */
  private side(column: number, side: number): number {
    return this.left(column) + (side > 0 ? (this.widths[column] ?? 0) : 0);
  }
}

/** Return how many columns there is room for at most, if all are as narrow as the narrowest box. */
function mostColumns(
  items: readonly Item[],
  widthOf: (item: Item) => number,
  room: number,
): number {
  const narrowest = items.reduce((least, item) => Math.min(least, widthOf(item)), room);
  return Math.ceil(room / (narrowest + NARROWEST_GUTTER)) + 1;
}
