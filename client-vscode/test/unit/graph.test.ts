import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transformAt } from '../../src/graph/atCaret';
import type { Graph } from '../../src/graph/model';
import { graphPage } from '../../src/graph/page';
import { readGraph, readMessage } from '../../src/graph/read';
import { plainColour } from '../../src/graph/view/colour';
import { layoutScene } from '../../src/graph/view/layout';
import { Relations } from '../../src/graph/view/relations';
import { fitted } from '../../src/graph/view/ruler';
import { idOf, idOfRest, MOST_AT_ONCE, sceneOf, type View } from '../../src/graph/view/scene';
import { matches, nextMatch, resultWords } from '../../src/graph/view/search';
import { neighbour } from '../../src/graph/view/steps';
import { aside, spoken, spokenRest, standardEngine, summary } from '../../src/graph/view/words';
import { AT, graph, node } from './support/graphs';

const EVERYTHING: View = { centre: null, focus: null, opened: new Set() };

function sceneFor(given: Graph, view: Partial<View> = {}) {
  return sceneOf(given, new Relations(given), { ...EVERYTHING, ...view });
}

const CHAIN = graph(
  [
    node('stg_a', { tier: 'bronze' }),
    node('stg_b', { tier: 'bronze' }),
    node('fct', { tier: 'gold', state: 'error', findings: 2, engineIsWritten: true }),
    node('lost', { declared: false, engine: null }),
  ],
  ['stg_a', 'fct'],
  ['stg_b', 'fct'],
  ['lost', 'fct'],
);

test('arrows lead to the next transform in their direction', () => {
  const { items } = layoutScene(sceneFor(CHAIN), () => 120);
  const named = (name: string) => {
    const found = items.find(({ item }) => item.id === idOf(name));
    assert.ok(found);
    return found;
  };
  assert.equal(neighbour(items, named('stg_a'), 'ArrowRight'), named('fct'));
  assert.equal(neighbour(items, named('fct'), 'ArrowRight'), undefined);
  assert.notEqual(neighbour(items, named('fct'), 'ArrowLeft'), undefined);
  const [upper, lower] = [named('stg_a'), named('stg_b')].sort((one, other) => one.y - other.y);
  assert.ok(upper && lower);
  assert.equal(neighbour([upper, lower], upper, 'ArrowDown'), lower);
  assert.equal(neighbour([upper, lower], lower, 'ArrowUp'), upper);
});

test('all about a transform can be heard', () => {
  const [first, , third, lost] = CHAIN.nodes;
  assert.ok(first && third && lost);
  const relations = new Relations(CHAIN);
  assert.equal(
    spoken(third, relations),
    'fct, tier gold, engine duckdb, 2 problems, depends on stg_a, stg_b, lost',
  );
  assert.equal(
    spoken(first, relations),
    'stg_a, tier bronze, engine duckdb, the default, no problems, depends on nothing, used by fct',
  );
  assert.equal(
    spoken(lost, relations),
    'lost, not declared, no problems, depends on nothing, used by fct',
  );
  assert.equal(summary(CHAIN, sceneFor(CHAIN), null), '3 transforms, 1 with errors');
  const focus = { name: 'stg_a', direction: 'downstream', depth: null } as const;
  assert.equal(
    summary(CHAIN, sceneFor(CHAIN, { focus }), focus),
    '1 downstream of stg_a, of 3 transforms',
  );
});

test('an engine stands in a box only where it is not the usual one', () => {
  const usual = node('a');
  const other = node('b', { engine: 'postgres', engineIsWritten: true });
  const same = node('c', { engineIsWritten: true });
  const standard = standardEngine(graph([other, usual, same]));
  assert.deepEqual(
    [usual, other, same].map((each) => aside(each, standard)),
    ['', 'postgres', ''],
  );
});

test('long names keep their beginning and their end', () => {
  const ruler = { width: (text: string) => text.length };
  assert.equal(fitted('orders', 6, 13, ruler), 'orders');
  assert.equal(fitted('int_orders_by_region', 11, 13, ruler), 'int_o…egion');
  assert.equal(fitted('int_orders_by_region', 0, 13, ruler), '…');
});

test('a focus draws what a transform leads to, as far as is asked, and no siblings', () => {
  const given = graph(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => node(name)),
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'd'],
    ['a', 'e'],
    ['d', 'b'],
  );
  const drawn = (direction: 'upstream' | 'downstream' | 'both', depth: number | null) =>
    sceneFor(given, { focus: { name: 'b', direction, depth } })
      .items.map(({ id }) => id.replace('transform:', ''))
      .join('');
  assert.equal(drawn('downstream', 1), 'bc');
  assert.equal(drawn('downstream', null), 'bcd');
  assert.equal(drawn('upstream', 1), 'abd');
  assert.equal(drawn('both', 1), 'abcd');
  assert.equal(drawn('both', null), 'abcd');
});

/** One chain through all tiers for each ten transforms. */
function large(count: number): Graph {
  const tiers = ['bronze', 'silver', 'gold'];
  const names = Array.from({ length: count }, (_, index) =>
    node(`t${index}`, { tier: tiers[index % 3] ?? null }),
  );
  const edges = names
    .slice(1)
    .map((each, index): [string, string] => [`t${index}`, each.name])
    .filter((_, index) => index % 10 !== 9);
  return graph(names, ...edges);
}

test('of a large graph what is near is drawn, and of each tier how many others there are', () => {
  const given = large(500);
  const { items, links, isGathered, sizes } = sceneFor(given, { centre: 't13' });
  assert.ok(isGathered);
  const drawn = items.filter(({ kind }) => kind === 'transform').map(({ id }) => id);
  assert.deepEqual(
    drawn,
    [10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((at) => idOf(`t${at}`)),
  );
  const rests = items.filter((item) => item.kind === 'rest');
  assert.equal(rests.reduce((sum, { count }) => sum + count, 0) + drawn.length, 500);
  assert.deepEqual([...sizes.values()], [167, 167, 166]);
  assert.ok(
    links.some(
      ({ source, target }) => source === idOfRest('bronze') && target === idOfRest('silver'),
    ),
  );
  const [first] = rests;
  assert.ok(first);
  assert.equal(spokenRest(first), '164 more, tier bronze; show them');
});

test('a tier of a large graph opens, and lines far from what is looked at wait', () => {
  const given = large(500);
  const { items, links } = sceneFor(given, { centre: 't13', opened: new Set(['gold']) });
  assert.equal(items.filter(({ tier }) => tier === 'gold').length, 166);
  const quiet = links.filter(({ isQuiet }) => isQuiet);
  assert.ok(quiet.length > 100);
  assert.ok(
    quiet.every(({ source, target }) => !(source === idOf('t13') || target === idOf('t13'))),
  );
});

test('a large focus is drawn round its own transform when another one is lit', () => {
  const names = Array.from({ length: 200 }, (_, index) => node(`t${index}`));
  const edges = names.slice(1, 150).map((each): [string, string] => ['t0', each.name]);
  const focus = { name: 't0', direction: 'downstream', depth: null } as const;
  const { items } = sceneFor(graph(names, ...edges), { focus, centre: 't180' });
  assert.ok(items.some(({ id }) => id === idOf('t0')));
  assert.ok(!items.some(({ id }) => id === idOf('t180')));
});

test('where nothing is looked at, mistakes and hubs of a large graph are drawn', () => {
  const names = Array.from({ length: 200 }, (_, index) =>
    node(`t${index}`, { state: index === 150 ? 'error' : 'ok' }),
  );
  const edges = names.slice(100).map((each): [string, string] => ['t99', each.name]);
  const drawn = sceneFor(graph(names, ...edges)).items.map(({ id }) => id);
  assert.ok(drawn.includes(idOf('t99')) && drawn.includes(idOf('t150')));
  assert.ok(drawn.length < 40);
});

test('one that is alone far away is drawn by its name', () => {
  const { nodes, edges } = large(300);
  const given = { product: 'p', nodes: [...nodes, node('lost', { declared: false })], edges };
  const { items } = sceneFor(given, { centre: 't13' });
  const alone = items.filter(({ tier }) => tier === 'not declared');
  assert.deepEqual(
    alone.map(({ id }) => id),
    [idOf('lost')],
  );
});

test('what fits on a screen is drawn whole, and one that depends on itself has its loop', () => {
  const { items, isGathered } = sceneFor(large(MOST_AT_ONCE));
  assert.equal(items.length, MOST_AT_ONCE);
  assert.ok(!isGathered);
  const loop = sceneFor(graph([node('a')], ['a', 'a'], ['a', 'a']));
  assert.deepEqual(loop.links, [
    { source: idOf('a'), target: idOf('a'), state: 'ok', isQuiet: false },
  ]);
});

test('a search finds parts of names and goes round', () => {
  const nodes = ['stg_orders', 'stg_customers', 'fct_orders'].map((name) => node(name));
  const found = matches(nodes, ' ORDERS ');
  assert.deepEqual(found, ['stg_orders', 'fct_orders']);
  assert.deepEqual(matches(nodes, 'ord fct'), ['fct_orders']);
  assert.deepEqual(matches(nodes, ' '), []);
  assert.equal(nextMatch(found, null, 1), 'stg_orders');
  assert.equal(nextMatch(found, 'stg_orders', 1), 'fct_orders');
  assert.equal(nextMatch(found, 'fct_orders', 1), 'stg_orders');
  assert.equal(nextMatch(found, null, -1), 'fct_orders');
  assert.equal(nextMatch(found, 'stg_orders', -1), 'fct_orders');
  assert.equal(nextMatch([], null, 1), null);
  assert.equal(nextMatch([], null, -1), null);
  assert.equal(resultWords(found, 'fct_orders'), '2 of 2');
  assert.equal(resultWords(found, 'stg_customers'), '2 found');
  assert.equal(resultWords([], null), 'no match');
});

test('the caret stands in the transform whose entry holds it', () => {
  const range = (from: number, to: number) => ({
    start: { line: from, character: 2 },
    end: { line: to, character: 9 },
  });
  const given = graph([
    node('lost', { declared: false, range: range(4, 4) }),
    node('a', { range: range(1, 3) }),
    node('b', { range: range(4, 6) }),
  ]);
  assert.equal(transformAt(given, { line: 0, character: 0 }), null);
  assert.equal(transformAt(given, { line: 1, character: 2 }), 'a');
  assert.equal(transformAt(given, { line: 5, character: 40 }), 'b');
  assert.equal(transformAt(given, { line: 6, character: 10 }), null);
});

test('mixed colours are written into files as every program reads them', () => {
  assert.equal(plainColour('color(srgb 0.5 0 1)'), 'rgb(128, 0, 255)');
  assert.equal(plainColour('color(srgb 0.5 0 1 / 0.25)'), 'rgba(128, 0, 255, 0.25)');
  assert.equal(plainColour('rgb(1, 2, 3)'), 'rgb(1, 2, 3)');
});

test("the server's answer is read, and what is not a node or edge is left out", () => {
  const read = readGraph({
    product: 'p',
    nodes: [
      { name: 'a', range: AT, selectionRange: AT, declared: true, state: 'odd' },
      { name: 'b', selectionRange: AT },
      { name: 3 },
      null,
    ],
    edges: [
      { source: 'a', target: 'a', state: 'error' },
      { source: 'a', target: 'nowhere', state: 'ok' },
    ],
  });
  assert.deepEqual(
    read.nodes.map(({ name, state }) => [name, state]),
    [['a', 'ok']],
  );
  assert.equal(read.edges.length, 1);
  assert.deepEqual(readGraph(null), { product: null, nodes: [], edges: [] });
});

test('only what the view says itself is taken from it', () => {
  assert.deepEqual(readMessage({ type: 'open', name: 'a' }), { type: 'open', name: 'a' });
  assert.deepEqual(readMessage({ type: 'ready', more: 1 }), { type: 'ready' });
  assert.ok(readMessage({ type: 'export', format: 'svg', data: '<svg xmlns="x"/>' }));
  for (const other of [
    null,
    'open',
    { type: 'open', name: 3 },
    { type: 'run', name: 'a' },
    { type: 'export', format: 'svg', data: '<html>' },
    { type: 'export', format: 'png', data: '<svg />' },
    { type: 'export', format: 'exe', data: '<svg />' },
  ]) {
    assert.equal(readMessage(other), undefined);
  }
});

test('the page allows its own script by nonce and nothing from elsewhere', () => {
  const page = graphPage({ script: 's', style: 'c', source: 'vs:', nonce: 'n0' });
  assert.match(page, /default-src 'none'; script-src 'nonce-n0'; style-src vs:; img-src data:"/);
  assert.doesNotMatch(page, /https?:|unsafe-inline|unsafe-eval|style="| on\w+="/);
});
