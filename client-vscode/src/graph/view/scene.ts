/**
 * What of a graph is drawn: all of a small one; of a large one what is near, and each tier's others
 * as one box with their number.
 */

import type { Graph, GraphNode, State } from '../model';
import type { Direction, Relations } from './relations';

/** A box that stands for a transform. */
export interface Shown {
  readonly kind: 'transform';
  readonly id: string;
  readonly tier: string;
  readonly node: GraphNode;
  /** Whether it is near what is looked at; of a small graph all are. */
  readonly isNear: boolean;
}

/** A box that stands for all transforms of a tier that are not drawn themselves. */
export interface Rest {
  readonly kind: 'rest';
  readonly id: string;
  readonly tier: string;
  readonly count: number;
  /** Whether it stands for the whole tier. */
  readonly isWhole: boolean;
  readonly state: State;
}

export type Item = Shown | Rest;

/** One line between two boxes, for one dependency or many. */
export interface Link {
  readonly source: string;
  readonly target: string;
  readonly state: State;
  /** Whether it is drawn only when one of its ends is pointed at. */
  readonly isQuiet: boolean;
}

export interface Scene {
  readonly items: readonly Item[];
  readonly links: readonly Link[];
  /** How many transforms a tier has that may be drawn here. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Whether some are drawn as a number only, so that tiers open and close. */
  readonly isGathered: boolean;
}

export interface Focus {
  readonly name: string;
  readonly direction: Direction;
  /** How many steps; `null` for all. */
  readonly depth: number | null;
}

export interface View {
  /** What the neighbourhood is drawn of when not everything is. */
  readonly centre: string | null;
  readonly focus: Focus | null;
  /** Tiers that are drawn whole. */
  readonly opened: ReadonlySet<string>;
}

/** Up to so many transforms are all drawn: they can be read on half a screen. */
export const MOST_AT_ONCE = 120;
/** How many transforms are drawn, the nearest first, when not everything is: about a screen. */
const MOST_NEAR = 40;
/** How many are drawn when nothing is looked at. */
const MOST_LANDMARKS = 24;
/** The tiers that have a place and a colour of their own, from left to right. */
export const KNOWN_TIERS: readonly string[] = ['bronze', 'silver', 'gold'];
/** The headings of what has no tier; a tier cannot have such a name without being a mistake. */
export const NO_TIER = 'no tier';
export const NOT_DECLARED = 'not declared';
const REST = 'rest:';
const WORST_FIRST: readonly State[] = ['error', 'warning', 'info', 'ok'];

export function idOf(name: string): string {
  return `transform:${name}`;
}

export function idOfRest(tier: string): string {
  return `${REST}${tier}`;
}

/** Tell whether an id is one of a box that stands for many. */
export function isRest(id: string): boolean {
  return id.startsWith(REST);
}

/** Choose what is drawn. */
export function sceneOf(graph: Graph, relations: Relations, view: View): Scene {
  const { focus, centre, opened } = view;
  const related =
    focus === null
      ? undefined
      : relations.reach(focus.name, focus.direction, focus.depth ?? undefined);
  const pool = graph.nodes.filter(({ name }) => related?.has(name) ?? true);
  const isGathered = pool.length > MOST_AT_ONCE;
  const start = centre !== null && (related?.has(centre) ?? true) ? centre : focus?.name;
  const near = new Set(
    start === undefined
      ? landmarks(pool, relations)
      : [...relations.reach(start, 'both')].slice(0, MOST_NEAR),
  );
  const items: Item[] = [];
  const hidden = new Map<string, GraphNode[]>();
  const sizes = new Map<string, number>();
  const idByName = new Map<string, string>();
  for (const node of pool) {
    const tier = tierOf(node);
    sizes.set(tier, (sizes.get(tier) ?? 0) + 1);
    const isNear = !isGathered || near.has(node.name);
    if (isNear || opened.has(tier)) {
      items.push({ kind: 'transform', id: idOf(node.name), tier, node, isNear });
      idByName.set(node.name, idOf(node.name));
    } else {
      const others = hidden.get(tier);
      if (others === undefined) {
        hidden.set(tier, [node]);
      } else {
        others.push(node);
      }
      idByName.set(node.name, idOfRest(tier));
    }
  }
  for (const [tier, nodes] of hidden) {
    const [only, ...others] = nodes;
    if (only !== undefined && others.length === 0) {
      // A name says more than that there is one.
      items.push({ kind: 'transform', id: idOf(only.name), tier, node: only, isNear: false });
      idByName.set(only.name, idOf(only.name));
      continue;
    }
    items.push({
      kind: 'rest',
      id: idOfRest(tier),
      tier,
      count: nodes.length,
      isWhole: nodes.length === sizes.get(tier),
      state: worst(nodes.map(({ state }) => state)),
    });
  }
  const far = items.filter((item) => item.kind === 'transform' && !item.isNear);
  return {
    items,
    links: linksOf(graph, idByName, new Set(far.map(({ id }) => id))),
    sizes,
    isGathered,
  };
}

/** What a stranger sees first: what has mistakes, and what has the most lines. */
function landmarks(pool: readonly GraphNode[], relations: Relations): string[] {
  const lines = ({ name }: GraphNode) => relations.before(name).size + relations.after(name).size;
  const rank = ({ state }: GraphNode) => WORST_FIRST.indexOf(state);
  return pool
    .toSorted((one, other) => rank(one) - rank(other) || lines(other) - lines(one))
    .slice(0, MOST_LANDMARKS)
    .map(({ name }) => name);
}

/** The heading under which a transform stands. */
export function tierOf({ declared, tier }: GraphNode): string {
  return declared ? (tier ?? NO_TIER) : NOT_DECLARED;
}

/**
 * Join the dependencies between the same two boxes; those inside one box are not drawn. Of a
 * large tier that is opened hundreds would run side by side: those of what is not near are quiet.
 */
function linksOf(
  graph: Graph,
  idByName: ReadonlyMap<string, string>,
  far: ReadonlySet<string>,
): Link[] {
  const found = new Map<string, Link>();
  for (const edge of graph.edges) {
    const [source, target] = [idByName.get(edge.source), idByName.get(edge.target)];
    // A transform that depends on itself has its loop; what is gathered in one box has none.
    const isInside = source === target && source !== idOf(edge.source);
    if (source !== undefined && target !== undefined && !isInside) {
      const key = JSON.stringify([source, target]);
      const state = worst([edge.state, found.get(key)?.state ?? 'ok']);
      const isQuiet = far.has(source) || far.has(target);
      found.set(key, { source, target, state, isQuiet });
    }
  }
  return [...found.values()];
}

function worst(states: readonly State[]): State {
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'ok';
}
