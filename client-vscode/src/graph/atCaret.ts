/** Tells which transform a caret stands in. */

import type { Graph, Place } from './model';

/** Return the name of the transform whose entry holds a place, `null` outside all of them. */
export function transformAt(graph: Graph, at: Place): string | null {
  const found = graph.nodes.find(
    ({ declared, range: { start, end } }) => declared && !isBefore(at, start) && !isBefore(end, at),
  );
  return found?.name ?? null;
}

function isBefore(one: Place, other: Place): boolean {
  return one.line === other.line ? one.character < other.character : one.line < other.line;
}
