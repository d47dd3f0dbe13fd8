/** Finds transforms by parts of their names. */

import type { GraphNode } from '../model';

/** Return the names that hold every word of a search, in the order of the file. */
export function matches(nodes: readonly GraphNode[], query: string): string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0
    ? []
    : nodes
        .map(({ name }) => name)
        .filter((name) => words.every((word) => name.toLowerCase().includes(word)));
}

/** Return the match behind (1) or before (-1) another one, round at the ends. */
export function nextMatch(
  found: readonly string[],
  current: string | null,
  step: 1 | -1,
): string | null {
  const at = current === null ? -1 : found.indexOf(current);
  const from = at === -1 && step === -1 ? 0 : at;
  return found.at((from + step) % Math.max(1, found.length)) ?? null;
}

/** What is said of a search. */
export function resultWords(found: readonly string[], current: string | null): string {
  const at = current === null ? -1 : found.indexOf(current);
  if (found.length === 0) {
    return 'no match';
  }
  return at === -1 ? `${found.length} found` : `${at + 1} of ${found.length}`;
}
