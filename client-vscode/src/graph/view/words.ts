/** What is said of a box: in it, in the tip over it, and to a screen reader. */

import { counted } from '../../common/counted';
import type { Graph, GraphNode, State } from '../model';
import type { Relations } from './relations';
import { type Focus, NO_TIER, NOT_DECLARED, type Rest, type Scene } from './scene';

/** A sign beside the colour, so that colour is never the only one. */
export const SIGNS: Readonly<Record<State, string>> = {
  ok: '',
  info: 'i',
  warning: '!',
  error: '✕',
};

/** What stands behind a name: the engine, where it is not the one that most run on. */
export function aside(node: GraphNode, standard: string | null): string {
  return node.engineIsWritten && node.engine !== standard ? (node.engine ?? '') : '';
}

/** The engine of the transforms that name none. */
export function standardEngine({ nodes }: Graph): string | null {
  return nodes.find((each) => each.declared && !each.engineIsWritten)?.engine ?? null;
}

/** Everything about a transform in one sentence. */
export function spoken(node: GraphNode, relations: Relations): string {
  const [before, after] = [relations.before(node.name), relations.after(node.name)];
  const parts = [
    node.name,
    node.declared ? (node.tier === null ? 'no tier' : `tier ${node.tier}`) : 'not declared',
    ...(node.declared ? [engine(node)] : []),
    node.findings === 0 ? 'no problems' : counted(node.findings, 'problem'),
    before.size === 0 ? 'depends on nothing' : `depends on ${listed(before)}`,
    ...(after.size === 0 ? [] : [`used by ${listed(after)}`]),
    ...(node.description ? [node.description] : []),
  ];
  return parts.join(', ');
}

/** What stands in the box of those that are not drawn. */
export function restText({ count, isWhole }: Rest): string {
  return isWhole ? counted(count, 'transform') : `+ ${count} more`;
}

/** The same to be heard. */
export function spokenRest({ count, isWhole, tier, state }: Rest): string {
  const many = isWhole ? counted(count, 'transform') : `${count} more`;
  const trouble = state === 'ok' || state === 'info' ? '' : `, some with ${state}s`;
  return `${many}, ${tierWords(tier)}${trouble}; show them`;
}

export function tierWords(tier: string): string {
  return tier === NO_TIER || tier === NOT_DECLARED ? tier : `tier ${tier}`;
}

/** What stands beside the buttons. */
export function summary(graph: Graph, scene: Scene, focus: Focus | null): string {
  const declared = graph.nodes.filter((each) => each.declared).length;
  const wrong = graph.nodes.filter((each) => each.state === 'error').length;
  const all = counted(declared, 'transform');
  if (focus !== null) {
    const shown = [...scene.sizes.values()].reduce((sum, size) => sum + size, 0) - 1;
    const way = focus.direction === 'both' ? 'around' : `${focus.direction} of`;
    return `${shown} ${way} ${focus.name}, of ${all}`;
  }
  return wrong > 0 ? `${all}, ${wrong} with errors` : all;
}

const MOST_LISTED = 12;

function listed(names: ReadonlySet<string>): string {
  const first = [...names].slice(0, MOST_LISTED);
  const more = names.size - first.length;
  return first.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function engine(node: GraphNode): string {
  if (node.engine === null) {
    return 'no engine';
  }
  return `engine ${node.engine}${node.engineIsWritten ? '' : ', the default'}`;
}
