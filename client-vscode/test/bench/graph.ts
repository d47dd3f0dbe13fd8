/** How long the view takes to choose and place what it draws: `npm run bench`. */

import { layoutScene } from '../../src/graph/view/layout';
import { Relations } from '../../src/graph/view/relations';
import { sceneOf, type View } from '../../src/graph/view/scene';
import { layeredGraph } from '../unit/support/graphs';

const RUNS = 15;
const HALF_A_SCREEN = 700 / 0.85;
const ALL = new Set(['bronze', 'silver', 'gold']);

/** What is drawn, of how many transforms, and how long it may take in milliseconds. */
const ROWS = [
  ['14 transforms', 14, false, 50],
  ['66 transforms', 66, false, 50],
  ['500 transforms, gathered', 500, false, 100],
  ['500 transforms, every tier opened', 500, true, 300],
  ['5,000 transforms, gathered', 5000, false, 300],
] as const;

let missed = 0;
console.log('| the graph of | target | time | |\n|---|---|---|---|');
for (const [what, count, isOpen, target] of ROWS) {
  const graph = layeredGraph(count);
  const centre = graph.nodes[count >> 1]?.name ?? null;
  const view: View = { centre, focus: null, opened: isOpen ? ALL : new Set() };
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    layoutScene(sceneOf(graph, new Relations(graph), view), () => 190, HALF_A_SCREEN);
    return performance.now() - start;
  }).sort((one, other) => one - other);
  const median = times[RUNS >> 1] ?? 0;
  missed += Number(median > target);
  const verdict = median > target ? 'missed' : 'met';
  console.log(`| ${what} | < ${target} ms | ${median.toFixed(1)} ms | ${verdict} |`);
}
process.exitCode = missed > 0 ? 1 : 0;
