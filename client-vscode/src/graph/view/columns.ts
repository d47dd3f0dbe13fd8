/**
 * Puts the boxes into columns: tiers from left to right, and inside a tier what is built earlier
 * further left, in as many columns as there is room for. Where there is no room one column holds
 * several steps of a tier, the earlier ones higher, and lines between them run beside it.
 */

import { type Item, KNOWN_TIERS, type Link, NO_TIER, NOT_DECLARED } from './scene';

export interface Column {
  readonly tier: string;
  readonly items: readonly Ranked[];
}

export interface Ranked {
  readonly item: Item;
  /** What has a lower rank stands higher: what is near, and then what is built earlier. */
  readonly rank: number;
}

/**
 * Return the columns, the most detailed ones that `fits` agrees to, else one a tier.
 *
 * @param limit More columns than that never fit, so `fits` is not asked, which takes long.
 */
export function columnsOf(
  items: readonly Item[],
  links: readonly Link[],
  fits: (columns: readonly Column[]) => boolean,
  limit: number,
): readonly Column[] {
  const tiers = tiersOf(items, links);
  const steps = stepsOf(items, links);
  const members = tiers.map((tier) => items.filter((item) => item.tier === tier));
  const counts = members.map((each) => 1 + Math.max(...each.map(({ id }) => steps.get(id) ?? 0)));
  const columnsWith = (most: number) =>
    tiers.flatMap((tier, index) =>
      split(tier, members[index] ?? [], steps, counts[index] ?? 1, most),
    );
  const countWith = (most: number) => counts.reduce((sum, count) => sum + Math.min(count, most), 0);
  for (let most = Math.max(1, ...counts); most > 1; most -= 1) {
    if (countWith(most) > limit) {
      continue;
    }
    const columns = columnsWith(most);
    if (fits(columns)) {
      return columns;
    }
  }
  return columnsWith(1);
}

/** Spread the steps of a tier over at most so many columns. */
function split(
  tier: string,
  items: readonly Item[],
  steps: ReadonlyMap<string, number>,
  count: number,
  most: number,
): Column[] {
  const columns = Math.min(count, most);
  const found = Array.from({ length: columns }, () => ({ tier, items: [] as Ranked[] }));
  for (const item of items) {
    const step = steps.get(item.id) ?? 0;
    const rank = group(item) * count + step;
    found[Math.floor((step * columns) / count)]?.items.push({ item, rank });
  }
  return found;
}

function group(item: Item): number {
  if (item.kind === 'rest') {
    return 2;
  }
  return item.isNear ? 0 : 1;
}

/** Tiers as they follow each other; what has none stands where its lines cross the fewest others. */
function tiersOf(items: readonly Item[], links: readonly Link[]): string[] {
  const present = new Set(items.map(({ tier }) => tier));
  const others = [...present]
    .filter((tier) => ![NOT_DECLARED, NO_TIER, ...KNOWN_TIERS].includes(tier))
    .sort();
  const tierById = new Map(items.map(({ id, tier }) => [id, tier]));
  let leaving = 0;
  for (const { source, target } of links) {
    const [from, to] = [tierById.get(source) === NO_TIER, tierById.get(target) === NO_TIER];
    leaving += Number(from) - Number(to);
  }
  const tiers = [...KNOWN_TIERS, ...others];
  const all = leaving >= 0 ? [NO_TIER, ...tiers] : [...tiers, NO_TIER];
  return [NOT_DECLARED, ...all].filter((tier) => present.has(tier));
}

/** How many of the same tier stand before an item, on the longest way; a circle is cut once. */
function stepsOf(items: readonly Item[], links: readonly Link[]): Map<string, number> {
  const tierById = new Map(items.map(({ id, tier }) => [id, tier]));
  const next = new Map<string, string[]>(items.map(({ id }) => [id, []]));
  const waits = new Map<string, number>(items.map(({ id }) => [id, 0]));
  for (const { source, target } of links) {
    if (source !== target && tierById.get(source) === tierById.get(target)) {
      next.get(source)?.push(target);
      waits.set(target, (waits.get(target) ?? 0) + 1);
    }
  }
  const steps = new Map<string, number>();
  const ready = items.map(({ id }) => id).filter((id) => waits.get(id) === 0);
  const rest = items.map(({ id }) => id);
  const least = new Map<string, number>();
  const take = (id: string) => {
    const step = least.get(id) ?? 0;
    steps.set(id, step);
    for (const target of next.get(id) ?? []) {
      least.set(target, Math.max(least.get(target) ?? 0, step + 1));
      waits.set(target, (waits.get(target) ?? 0) - 1);
      if (waits.get(target) === 0 && !steps.has(target)) {
        ready.push(target);
      }
    }
  };
  let cut = 0;
  while (steps.size < next.size) {
    for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
      take(id);
    }
    while (cut < rest.length && steps.has(rest[cut] ?? '')) {
      cut += 1;
    }
    const first = rest[cut];
    if (first !== undefined) {
      take(first);
    }
  }
  return steps;
}
