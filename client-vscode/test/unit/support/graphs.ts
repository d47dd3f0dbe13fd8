/** Graphs for tests: small ones, and any number of random ones. */

import type { Graph, GraphNode } from '../../../src/graph/model';

export const AT = { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } };

export function node(name: string, more: Partial<GraphNode> = {}): GraphNode {
  return {
    name,
    range: AT,
    selection: AT,
    declared: true,
    engine: 'duckdb',
    engineIsWritten: false,
    tier: null,
    description: null,
    state: 'ok',
    findings: 0,
    ...more,
  };
}

export function graph(names: readonly GraphNode[], ...edges: readonly [string, string][]): Graph {
  return {
    product: 'p',
    nodes: names,
    edges: edges.map(([source, target]) => ({ source, target, state: 'ok' })),
  };
}

const TIERS = ['bronze', 'silver', 'gold', null, 'platinum'];

/** A graph of a random form: layered, tangled or with circles; the same for the same seed. */
export function randomGraph(seed: number): Graph {
  const random = randomNumbers(seed);
  const below = (end: number) => Math.floor(random() * end);
  const count = 1 + below(seed % 5 === 0 ? 200 : 40);
  const tiers = 1 + below(TIERS.length);
  const nodes = Array.from({ length: count }, (_, index) =>
    node(`${'long_'.repeat(below(6))}${index}`, {
      tier: TIERS[below(tiers)] ?? null,
      declared: random() > 0.05,
    }),
  );
  const mayTurn = seed % 3 === 0;
  const edges = Array.from({ length: below(3 * count) }, (): [string, string] => {
    const [one, other] = [below(count), below(count)];
    const [from, to] = mayTurn ? [one, other] : [Math.min(one, other), Math.max(one, other)];
    return [nodes[from]?.name ?? '', nodes[to]?.name ?? ''];
  });
  return graph(nodes, ...edges);
}

/** A product as they are: three tiers of several steps, each transform on one to three before it. */
export function layeredGraph(count: number): Graph {
  const random = randomNumbers(count);
  const steps = ['bronze', 'silver', 'silver', 'silver', 'gold', 'gold'];
  const stepOf = (index: number) => Math.floor((index * steps.length) / count);
  const nodes = Array.from({ length: count }, (_, index) =>
    node(`int_orders_by_region_${index}`, { tier: steps[stepOf(index)] ?? null }),
  );
  const before = Math.ceil(count / steps.length);
  const edges = nodes.slice(before).flatMap(({ name }, index) =>
    Array.from({ length: 1 + Math.floor(3 * random()) }, (): [string, string] => {
      const source = index + Math.floor((random() - 0.5) * 0.3 * before);
      return [nodes[Math.max(0, source)]?.name ?? '', name];
    }),
  );
  return graph(nodes, ...edges);
}

/** Numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
