/**
 * Orders what stands in each column so that few lines cross, and finds the heights at which lines
 * are short (barycentres and pooled neighbours, as in the layered drawings of Sugiyama).
 */

/** What stands in a column: a box, or the place where a line passes between boxes. */
export interface Row {
  readonly id: string;
  readonly height: number;
  /** Rows of a lower rank stand higher; a row without one stands where its lines are short. */
  readonly rank: number | null;
}

/** Rows that are joined; both may stand in one column. */
export type Join = readonly [string, string];

const SWEEPS = 12;
const SETTLING = 6;

export interface PlacedRows {
  /** The middle of each row. */
  readonly middles: ReadonlyMap<string, number>;
  readonly height: number;
}

/** Return the middle of every row, and the height of all. */
export function placeRows(
  columns: readonly (readonly Row[])[],
  joins: readonly Join[],
  gap: number,
): PlacedRows {
  const joined = neighbours(joins);
  const ordered = orderRows(columns, joins, joined);
  const needed = ordered.map((rows) => packed(rows, gap));
  const height = Math.max(0, ...needed);
  const middles = new Map<string, number>();
  for (const [index, rows] of ordered.entries()) {
    const start = (height - (needed[index] ?? 0)) / 2;
    place(rows, gap, height, middles, (_, at) => start + at);
  }
  for (let turn = 0; turn < SETTLING; turn += 1) {
    for (const rows of turn % 2 === 0 ? ordered : ordered.toReversed()) {
      place(rows, gap, height, middles, (row) => mean(joined.get(row.id), middles));
    }
  }
  return { middles, height };
}

type Joined = ReadonlyMap<string, readonly string[]>;

function neighbours(joins: readonly Join[]): Joined {
  const found = new Map<string, string[]>();
  const add = (one: string, other: string) => {
    const known = found.get(one);
    if (known === undefined) {
      found.set(one, [other]);
    } else {
      known.push(other);
    }
  };
  for (const [one, other] of joins) {
    add(one, other);
    add(other, one);
  }
  return found;
}

/** Sort each column by the means of its neighbours, back and forth, and keep the best order. */
function orderRows(
  columns: readonly (readonly Row[])[],
  joins: readonly Join[],
  joined: Joined,
): readonly (readonly Row[])[] {
  const columnOf = new Map(
    columns.flatMap((rows, index) => rows.map(({ id }) => [id, index] as const)),
  );
  let now = columns.map((rows) => sortRows(rows, new Map()));
  let best = now;
  const positions = new Map<string, number>();
  const note = (rows: readonly Row[]) => {
    // Columns are centred on each other.
    for (const [index, { id }] of rows.entries()) {
      positions.set(id, index - (rows.length - 1) / 2);
    }
  };
  now.forEach(note);
  let fewest = crossings(columns.length, joins, columnOf, positions);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const forward = sweep % 2 === 0;
    const next = [...now];
    for (const index of forward ? next.keys() : [...next.keys()].reverse()) {
      const rows = next[index] ?? [];
      const wanted = new Map(
        rows.map(({ id }) => {
          const near = (joined.get(id) ?? []).filter((each) => {
            const column = columnOf.get(each) ?? index;
            return column === index || (forward ? column < index : column > index);
          });
          return [id, mean(near, positions) ?? positions.get(id) ?? 0];
        }),
      );
      const sorted = sortRows(rows, wanted);
      next[index] = sorted;
      note(sorted);
    }
    now = next;
    const count = crossings(columns.length, joins, columnOf, positions);
    if (count < fewest) {
      fewest = count;
      best = now;
    }
  }
  return best;
}

/** Sort rows by rank, and by what they want among equals; those without a rank go between them. */
function sortRows(rows: readonly Row[], wanted: ReadonlyMap<string, number>): Row[] {
  const wish = ({ id }: Row) => wanted.get(id) ?? 0;
  const ranked = rows
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || wish(a) - wish(b));
  const free = rows.filter(({ rank }) => rank === null).sort((a, b) => wish(a) - wish(b));
  const sorted: Row[] = [];
  let next = 0;
  for (const [index, row] of ranked.entries()) {
    const place = index - (ranked.length - 1) / 2;
    for (let row = free[next]; row !== undefined && wish(row) < place; row = free[next]) {
      sorted.push(row);
      next += 1;
    }
    sorted.push(row);
  }
  return [...sorted, ...free.slice(next)];
}

/** Count how often lines between neighbouring columns cross (Barth, Mutzel and Jünger). */
function crossings(
  columns: number,
  joins: readonly Join[],
  columnOf: ReadonlyMap<string, number>,
  positions: ReadonlyMap<string, number>,
): number {
  const between = Array.from({ length: columns }, () => [] as [number, number][]);
  for (const [one, other] of joins) {
    const [a, b] = [columnOf.get(one) ?? 0, columnOf.get(other) ?? 0];
    const [left, right] = a < b ? [one, other] : [other, one];
    if (a !== b) {
      between[Math.min(a, b)]?.push([positions.get(left) ?? 0, positions.get(right) ?? 0]);
    }
  }
  let count = 0;
  for (const lines of between) {
    lines.sort(([a, x], [b, y]) => a - b || x - y);
    const ends = [...new Set(lines.map(([, end]) => end))].sort((a, b) => a - b);
    const rankOf = new Map(ends.map((end, rank) => [end, rank + 1]));
    const sums = new Array<number>(ends.length + 1).fill(0);
    lines.forEach(([, end], before) => {
      const rank = rankOf.get(end) ?? 1;
      let notAbove = 0;
      for (let at = rank; at > 0; at -= at & -at) {
        notAbove += sums[at] ?? 0;
      }
      count += before - notAbove;
      for (let at = rank; at <= ends.length; at += at & -at) {
        sums[at] = (sums[at] ?? 0) + 1;
      }
    });
  }
  return count;
}

function mean(names: readonly string[] | undefined, at: ReadonlyMap<string, number>) {
  let [sum, count] = [0, 0];
  for (const name of names ?? []) {
    const value = at.get(name);
    if (value !== undefined) {
      sum += value;
      count += 1;
    }
  }
  return count === 0 ? undefined : sum / count;
}

/** How high rows are that lie close together. */
function packed(rows: readonly Row[], gap: number): number {
  return rows.reduce((sum, { height }) => sum + height, gap * Math.max(0, rows.length - 1));
}

/**
 * Bring rows as close to where they want to be as their order and the height allow. Rows that push
 * each other move as a block, to the mean of what they want (pool adjacent violators).
 */
function place(
  rows: readonly Row[],
  gap: number,
  height: number,
  middles: Map<string, number>,
  wish: (row: Row, packedAt: number) => number | undefined,
): void {
  const blocks: { sum: number; count: number }[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const row of rows) {
    const middle = offset + row.height / 2;
    offsets.push(middle);
    const wanted = wish(row, middle) ?? middles.get(row.id) ?? middle;
    let block = { sum: wanted - middle, count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.count >= block.sum / block.count; ) {
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      blocks.pop();
      last = blocks.at(-1);
    }
    blocks.push(block);
    offset += row.height + gap;
  }
  const slack = Math.max(0, height - packed(rows, gap));
  let index = 0;
  for (const { sum, count } of blocks) {
    const shift = Math.min(slack, Math.max(0, sum / count));
    for (let each = 0; each < count; each += 1, index += 1) {
      const row = rows[index];
      if (row !== undefined) {
        middles.set(row.id, Math.round((offsets[index] ?? 0) + shift));
      }
    }
  }
}
