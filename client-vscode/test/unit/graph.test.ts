import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Graph, GraphNode } from '../../src/graph/model';
import { graphPage } from '../../src/graph/page';
import { readGraph, readMessage } from '../../src/graph/read';
import { layoutGraph, NODE_HEIGHT } from '../../src/graph/view/layout';
import { neighbour } from '../../src/graph/view/steps';
import { spoken, subtitle, summary } from '../../src/graph/view/words';

const AT = { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } };

function node(name: string, more: Partial<GraphNode> = {}): GraphNode {
  return {
    name,
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

function graph(names: readonly GraphNode[], ...edges: readonly [string, string][]): Graph {
  return {
    product: 'p',
    nodes: names,
    edges: edges.map(([source, target]) => ({ source, target, state: 'ok' })),
  };
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

test('what a transform reads stands left of it, and nothing overlaps', () => {
  const { nodes, width, height } = layoutGraph(CHAIN, () => 120);
  const at = new Map(nodes.map((each) => [each.node.name, each]));
  for (const name of ['stg_a', 'stg_b', 'lost']) {
    assert.ok((at.get(name)?.x ?? 0) + 120 < (at.get('fct')?.x ?? 0), name);
  }
  for (const one of nodes) {
    assert.ok(one.x >= 0 && one.x + one.width <= width && one.y + one.height <= height);
    for (const other of nodes) {
      const apart =
        one === other ||
        one.x + one.width <= other.x ||
        other.x + other.width <= one.x ||
        one.y + NODE_HEIGHT <= other.y ||
        other.y + NODE_HEIGHT <= one.y;
      assert.ok(apart, `${one.node.name} lies on ${other.node.name}`);
    }
  }
});

test('a tier frames its transforms and no others', () => {
  const { nodes, tiers } = layoutGraph(CHAIN, () => 120);
  assert.deepEqual(tiers.map(({ tier }) => tier).sort(), ['bronze', 'gold']);
  for (const frame of tiers) {
    for (const each of nodes) {
      const inside =
        each.x >= frame.x &&
        each.x + each.width <= frame.x + frame.width &&
        each.y >= frame.y &&
        each.y + each.height <= frame.y + frame.height;
      assert.equal(inside, each.node.tier === frame.tier, `${each.node.name} in ${frame.tier}`);
    }
  }
});

test('circles, loops and names that JavaScript knows are drawn like all others', () => {
  const names = ['a', 'b', 'constructor', '__proto__', 'tier:gold'];
  const wild = graph(
    names.map((name) => node(name, { tier: 'gold' })),
    ['a', 'b'],
    ['b', 'a'],
    ['a', 'a'],
    ['constructor', '__proto__'],
  );
  const { nodes, edges } = layoutGraph(wild, () => 100);
  assert.deepEqual(
    nodes.map((each) => each.node.name),
    names,
  );
  assert.ok(edges.every(({ points }) => points.length > 1));
});

test('a large graph is laid out, without frames', () => {
  const names = Array.from({ length: 500 }, (_, index) => node(`t${index}`, { tier: 'gold' }));
  const edges = names
    .slice(1)
    .map((each, index): [string, string] => [`t${index >> 1}`, each.name]);
  const { nodes, tiers } = layoutGraph(graph(names, ...edges), () => 100);
  assert.equal(nodes.length, 500);
  assert.equal(tiers.length, 0);
});

test('arrows lead to the next transform in their direction', () => {
  const { nodes } = layoutGraph(CHAIN, () => 120);
  const named = (name: string) => {
    const found = nodes.find((each) => each.node.name === name);
    assert.ok(found);
    return found;
  };
  assert.equal(neighbour(nodes, named('stg_a'), 'ArrowRight')?.node.name, 'fct');
  assert.equal(neighbour(nodes, named('fct'), 'ArrowRight'), undefined);
  assert.notEqual(neighbour(nodes, named('fct'), 'ArrowLeft'), undefined);
  const [upper, lower] = [named('stg_a'), named('stg_b')].sort((one, other) => one.y - other.y);
  assert.ok(upper && lower);
  assert.equal(neighbour([upper, lower], upper, 'ArrowDown'), lower);
  assert.equal(neighbour([upper, lower], lower, 'ArrowUp'), upper);
});

test('all about a transform can be heard', () => {
  const [first, , third, lost] = CHAIN.nodes;
  assert.ok(first && third && lost);
  assert.equal(
    spoken(third, CHAIN),
    'fct, tier gold, engine duckdb, 2 problems, depends on stg_a, stg_b, lost',
  );
  assert.equal(
    spoken(first, CHAIN),
    'stg_a, tier bronze, engine duckdb, the default, no problems, depends on nothing',
  );
  assert.equal(subtitle(lost), 'not declared');
  assert.equal(subtitle(first), 'bronze · duckdb');
  assert.equal(summary(CHAIN), '3 transforms, 1 with errors');
});

test("the server's answer is read, and what is not a node or edge is left out", () => {
  const read = readGraph({
    product: 'p',
    nodes: [{ name: 'a', selectionRange: AT, declared: true, state: 'odd' }, { name: 3 }, null],
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
