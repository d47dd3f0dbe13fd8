/** What is said of a node: in its box, in the tip over it, and to a screen reader. */

import { counted } from '../../common/counted';
import type { Graph, GraphNode, State } from '../model';

/** A sign beside the colour, so that colour is never the only one. */
export const SIGNS: Readonly<Record<State, string>> = {
  ok: '',
  info: 'i',
  warning: '!',
  error: '✕',
};

/** The second line of a box. */
export function subtitle(node: GraphNode): string {
  if (!node.declared) {
    return 'not declared';
  }
  const engine = node.engine ?? 'no engine';
  return node.tier === null ? engine : `${node.tier} · ${engine}`;
}

/** Everything about a node in one sentence. */
export function spoken(node: GraphNode, graph: Graph): string {
  const before = graph.edges
    .filter((each) => each.target === node.name)
    .map(({ source }) => source);
  const parts = [
    node.name,
    node.declared ? (node.tier === null ? 'no tier' : `tier ${node.tier}`) : 'not declared',
    ...(node.declared ? [engine(node)] : []),
    node.findings === 0 ? 'no problems' : counted(node.findings, 'problem'),
    before.length === 0 ? 'depends on nothing' : `depends on ${before.join(', ')}`,
    ...(node.description ? [node.description] : []),
  ];
  return parts.join(', ');
}

/** What stands beside the buttons. */
export function summary(graph: Graph): string {
  const declared = graph.nodes.filter((each) => each.declared).length;
  const wrong = graph.nodes.filter((each) => each.state === 'error').length;
  const parts = [counted(declared, 'transform')];
  if (wrong > 0) {
    parts.push(`${wrong} with errors`);
  }
  return parts.join(', ');
}

function engine(node: GraphNode): string {
  if (node.engine === null) {
    return 'no engine';
  }
  return `engine ${node.engine}${node.engineIsWritten ? '' : ', the default'}`;
}
