/** Who depends on whom, asked from both sides. */

import type { Graph } from '../model';

/** Upstream is what a transform depends on, downstream what depends on it. */
export type Direction = 'upstream' | 'downstream' | 'both';

/** The key that asks for each, in a box that has the keyboard. */
export const KEYS: Readonly<Record<Direction, string>> = {
  upstream: 'u',
  downstream: 'd',
  both: 'f',
};
export const DIRECTIONS = Object.keys(KEYS) as readonly Direction[];

export class Relations {
  private readonly sources = new Map<string, Set<string>>();
  private readonly targets = new Map<string, Set<string>>();

  constructor({ edges }: Pick<Graph, 'edges'>) {
    for (const { source, target } of edges) {
      add(this.sources, target, source);
      add(this.targets, source, target);
    }
  }

  /** The names that a transform depends on itself. */
  before(name: string): ReadonlySet<string> {
    return this.sources.get(name) ?? NOBODY;
  }

  /** The names that depend on a transform themselves. */
  after(name: string): ReadonlySet<string> {
    return this.targets.get(name) ?? NOBODY;
  }

  /**
   * Return a name and all that it leads to in at most so many steps, the nearest first. `both` goes
   * up and down from the name, and does not turn on its way: siblings are not related.
   */
  reach(name: string, direction: Direction, depth = Number.POSITIVE_INFINITY): Set<string> {
    const found = new Set([name]);
    const ways = [
      ...(direction === 'downstream' ? [] : [(each: string) => this.before(each)]),
      ...(direction === 'upstream' ? [] : [(each: string) => this.after(each)]),
    ];
    const walks = ways.map((next) => ({ next, seen: new Set([name]), rim: [name] }));
    for (let step = 0; step < depth && walks.some(({ rim }) => rim.length > 0); step += 1) {
      for (const walk of walks) {
        const reached = new Set(walk.rim.flatMap((each) => [...walk.next(each)]));
        walk.rim = [...reached].filter((each) => !walk.seen.has(each));
        for (const each of walk.rim) {
          walk.seen.add(each);
          found.add(each);
        }
      }
    }
    return found;
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) {
    map.set(key, new Set([value]));
  } else {
    known.add(value);
  }
}
