/** Reads what comes from the other side: the server's answer, and the view's messages. */

import { fieldsOf, listOf, textOf } from '../common/plainData';
import type { Extent, FromView, Graph, GraphEdge, GraphNode, Place, State } from './model';

const STATES: readonly string[] = ['ok', 'info', 'warning', 'error'];
/** The longest drawing that is saved, in characters: a thousand transforms take about one million. */
const LONGEST = 50_000_000;

/** Return the graph of an answer; what is not a node or an edge is left out. */
export function readGraph(answer: unknown): Graph {
  const { product, nodes, edges } = fieldsOf(answer);
  const read = listOf(nodes)
    .map(node)
    .filter((each) => each !== undefined);
  const names = new Set(read.map(({ name }) => name));
  return {
    product: textOf(product) ?? null,
    nodes: read,
    edges: listOf(edges)
      .map(edge)
      .filter((each) => each !== undefined)
      .filter(({ source, target }) => names.has(source) && names.has(target)),
  };
}

/** Return a message of the view, `undefined` for anything else. */
export function readMessage(given: unknown): FromView | undefined {
  const { type, name, format, data } = fieldsOf(given);
  if (type === 'ready') {
    return { type };
  }
  if (type === 'open' && typeof name === 'string') {
    return { type, name };
  }
  if (type === 'export' && typeof data === 'string' && data.length <= LONGEST) {
    const isSvg = format === 'svg' && data.startsWith('<svg ');
    const isPng = format === 'png' && data.startsWith('iVBORw0KGgo');
    return isSvg || isPng ? { type, format, data } : undefined;
  }
  return undefined;
}

function node(given: unknown): GraphNode | undefined {
  const found = fieldsOf(given);
  const [range, selection] = [extent(found['range']), extent(found['selectionRange'])];
  if (typeof found['name'] !== 'string' || range === undefined || selection === undefined) {
    return undefined;
  }
  return {
    name: found['name'],
    range,
    selection,
    declared: found['declared'] === true,
    engine: textOf(found['engine']) ?? null,
    engineIsWritten: found['engineIsWritten'] === true,
    tier: textOf(found['tier']) ?? null,
    description: textOf(found['description']) ?? null,
    state: state(found['state']),
    findings: Number(found['problems']) || 0,
  };
}

function edge(given: unknown): GraphEdge | undefined {
  const { source, target, state: word } = fieldsOf(given);
  return typeof source === 'string' && typeof target === 'string'
    ? { source, target, state: state(word) }
    : undefined;
}

function extent(given: unknown): Extent | undefined {
  const { start, end } = fieldsOf(given);
  const [from, to] = [place(start), place(end)];
  return from === undefined || to === undefined ? undefined : { start: from, end: to };
}

function place(given: unknown): Place | undefined {
  const { line, character } = fieldsOf(given);
  return Number.isInteger(line) && Number.isInteger(character)
    ? { line: Number(line), character: Number(character) }
    : undefined;
}

function state(given: unknown): State {
  return STATES.includes(String(given)) ? (given as State) : 'ok';
}
