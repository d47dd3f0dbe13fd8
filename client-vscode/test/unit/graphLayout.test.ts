/** What holds of every drawing: boxes apart, lines beside them, tiers in their places. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Graph } from '../../src/graph/model';
import {
  type Box,
  type Curve,
  HEADING,
  type Layout,
  layoutScene,
  type PlacedLink,
  type Point,
  READABLE,
} from '../../src/graph/view/layout';
import { Relations } from '../../src/graph/view/relations';
import { type Item, idOf, type Scene, sceneOf, type View } from '../../src/graph/view/scene';
import { graph, layeredGraph, node, randomGraph } from './support/graphs';

const ROOT = join(process.cwd(), '..');
const SAMPLES = 24;
const widthOf = (item: Item) => 60 + 7 * Math.min(20, item.id.length);

function whole(given: Graph, view: Partial<View> = {}): Scene {
  const everything = { centre: null, focus: null, opened: new Set<string>() };
  return sceneOf(given, new Relations(given), { ...everything, ...view });
}

function layoutOf(given: Graph, room?: number, view: Partial<View> = {}): Layout {
  return layoutScene(whole(given, view), widthOf, room);
}

/** The graphs of the documents that say what the server answers. */
function answered(): Graph[] {
  const text = readFileSync(join(ROOT, 'tests/editor/graph/graph.md'), 'utf8');
  return [...text.matchAll(/^```text graph\n([\s\S]*?)^```/gm)].map(([, block = '']) => {
    const nodes = [...block.matchAll(/^node (\S+) \S+ (.*)$/gm)].map(([, name = '', rest = '']) => {
      const tier = /tier=(\w+)/.exec(rest)?.[1];
      return node(name, {
        declared: !rest.includes('undeclared'),
        tier: tier === undefined || tier === 'None' ? null : tier,
      });
    });
    const edges = [...block.matchAll(/^edge (\S+) -> (\S+)/gm)].map(
      ([, from = '', to = '']): [string, string] => [from, to],
    );
    return graph(nodes, ...edges);
  });
}

/** The graph of an example, whose entries are written in one way. */
function example(name: string): Graph {
  const text = readFileSync(join(ROOT, 'examples', name, 'floe.yaml'), 'utf8');
  const transforms = text.split(/^transforms:\n/m)[1]?.split(/^\S/m)[0] ?? '';
  const entries = transforms.split(/^ {2}- name: /m).slice(1);
  const nodes = entries.map((entry) =>
    node(/^\S+/.exec(entry)?.[0] ?? '', { tier: /^ {4}tier: (\w+)/m.exec(entry)?.[1] ?? null }),
  );
  const edges = entries.flatMap((entry) =>
    (/dependsOn: \[(.*)\]/.exec(entry)?.[1] ?? '')
      .split(', ')
      .filter((source) => nodes.some((each) => each.name === source))
      .map((source): [string, string] => [source, /^\S+/.exec(entry)?.[0] ?? '']),
  );
  return graph(nodes, ...edges);
}

const overlap = (one: Box, other: Box) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

const inside = ({ x, y }: Point, box: Box) =>
  x > box.x + 0.01 && x < box.x + box.width - 0.01 && y > box.y && y < box.y + box.height;

function pointsOn([start, one, other, end]: Curve): Point[] {
  return Array.from({ length: SAMPLES + 1 }, (_, index) => {
    const t = index / SAMPLES;
    const weigh = (a: number, b: number, c: number, d: number) =>
      (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
    return {
      x: weigh(start.x, one.x, other.x, end.x),
      y: weigh(start.y, one.y, other.y, end.y),
    };
  });
}

/** The smallest box round some points. */
function around(points: readonly Point[]): Box {
  const [x, y] = [
    Math.min(...points.map((each) => each.x)),
    Math.min(...points.map((each) => each.y)),
  ];
  const [right, bottom] = [
    Math.max(...points.map((each) => each.x)),
    Math.max(...points.map((each) => each.y)),
  ];
  return { x: x - 1, y: y - 1, width: right - x + 2, height: bottom - y + 2 };
}

/** Hold a drawing to all that is promised of one. */
function check(layout: Layout, name: string): void {
  const faults = [...faultsOf(layout)].slice(0, 5);
  assert.deepEqual(faults, [], name);
}

function* faultsOf({ items, links, tiers, width, height }: Layout): Generator<string> {
  const headings = tiers.map((tier) => ({ ...tier, height: HEADING }));
  const solid: readonly Box[] = [...items, ...headings];
  const boxOf = new Map(items.map((each) => [each.item.id, each]));
  for (const [index, one] of items.entries()) {
    if (one.x < 0 || one.x + one.width > width || one.y < 0 || one.y + one.height > height) {
      yield `${one.item.id} sticks out`;
    }
    if (solid.some((other, at) => at > index && overlap(one, other))) {
      yield `${one.item.id} lies on another box`;
    }
    for (const band of tiers) {
      if (overlap(one, band) !== (band.tier === one.item.tier)) {
        yield `${one.item.id} and the band of ${band.tier}`;
      }
    }
  }
  for (const { link, curves } of links) {
    const words = `${link.source} -> ${link.target}`;
    const ends = [
      [curves[0]?.[0], boxOf.get(link.source)],
      [curves.at(-1)?.[3], boxOf.get(link.target)],
    ] as const;
    for (const [end, box] of ends) {
      const atSide = box && end && (end.x === box.x || end.x === box.x + box.width);
      if (!(atSide && end.y > box.y && end.y < box.y + box.height)) {
        yield `${words} misses its end`;
      }
    }
    for (const curve of curves) {
      const points = pointsOn(curve);
      const region = around(points);
      const close = solid.filter((box) => overlap(box, region));
      if (points.some((point) => close.some((box) => inside(point, box)))) {
        yield `${words} crosses a box`;
      }
      if (points.some(({ x, y }) => x < 0 || x > width || y < 0 || y > height)) {
        yield `${words} leaves the drawing`;
      }
    }
  }
}

test('no box lies on another one, and no line crosses a box or a heading', () => {
  for (let seed = 0; seed < 150; seed += 1) {
    const given = randomGraph(seed);
    for (const room of [300, 700, 1500]) {
      check(layoutOf(given, room), `graph ${seed} in ${room}`);
    }
  }
});

test('that holds where tiers are opened in a graph that is not drawn whole', () => {
  for (let seed = 0; seed < 100; seed += 5) {
    const given = randomGraph(seed);
    const centre = given.nodes[seed % given.nodes.length]?.name ?? null;
    check(layoutOf(given, 700, { centre, opened: new Set(['bronze', 'no tier']) }), `${seed}`);
    check(layoutOf(given, 700, { focus: { name: centre ?? '', direction: 'both', depth: 2 } }), '');
  }
});

test('it holds for what the server answers, and for the examples', () => {
  const graphs = [...answered(), example('bike-share'), example('coffee-orders')];
  assert.ok(graphs.length > 6);
  assert.ok(graphs.some(({ edges }) => edges.length > 15));
  for (const [index, given] of graphs.entries()) {
    check(layoutOf(given), `document ${index}`);
    check(layoutOf(given, 400), `document ${index}, narrow`);
  }
});

test('the same graph is drawn the same', () => {
  for (let seed = 0; seed < 20; seed += 1) {
    assert.deepEqual(layoutOf(randomGraph(seed), 700), layoutOf(randomGraph(seed), 700));
  }
});

test('tiers stand from left to right, what is not declared before them', () => {
  const given = graph(
    [
      node('g', { tier: 'gold' }),
      node('x', { tier: 'titanium' }),
      node('b', { tier: 'bronze' }),
      node('s', { tier: 'silver' }),
      node('lost', { declared: false }),
      node('raw'),
    ],
    ['raw', 'b'],
    ['b', 'g'],
    ['lost', 'g'],
  );
  const { tiers } = layoutOf(given);
  assert.deepEqual(
    tiers.toSorted((one, other) => one.x - other.x).map(({ tier }) => tier),
    ['not declared', 'no tier', 'bronze', 'silver', 'gold', 'titanium'],
  );
  assert.deepEqual(layoutOf(graph([node('a'), node('b')], ['a', 'b'])).tiers, []);
  // What is gathered needs a heading to be opened and closed by.
  const many = Array.from({ length: 200 }, (_, index) => node(`t${index}`));
  assert.deepEqual(
    layoutOf(graph(many), 700, { opened: new Set(['no tier']) }).tiers.map(({ tier }) => tier),
    ['no tier'],
  );
});

test('inside a tier what is built earlier stands further left, or higher where it is narrow', () => {
  const given = graph(
    ['c', 'b', 'a'].map((name) => node(name, { tier: 'silver' })),
    ['a', 'b'],
    ['b', 'c'],
    ['a', 'c'],
  );
  const placed = (room: number) => {
    const { items } = layoutOf(given, room);
    return ['a', 'b', 'c'].map((name) => items.find(({ item }) => item.id === idOf(name)));
  };
  const [a, b, c] = placed(2000);
  assert.ok(a && b && c && a.x < b.x && b.x < c.x);
  const [first, second, third] = placed(300);
  assert.ok(first && second && third && first.x === second.x && second.x === third.x);
  assert.ok(first.y < second.y && second.y < third.y);
});

test('66 transforms in three tiers fit on half a screen with names that can be read', () => {
  const tiers = ['bronze', 'silver', 'gold'];
  const names = Array.from({ length: 66 }, (_, index) =>
    node(`int_orders_by_region_${index}`, { tier: tiers[Math.floor(index / 22)] ?? null }),
  );
  const edges = names
    .slice(1)
    .map((each, index): [string, string] => [`int_orders_by_region_${index >> 1}`, each.name]);
  const { width, height } = layoutScene(whole(graph(names, ...edges)), () => 190, 700 / 0.85);
  assert.ok(width * 0.85 <= 700, `it is ${width} wide`);
  assert.ok(height * 0.85 <= 740, `it is ${height} high`);
});

test('tiers fit beside the text in a small window, whatever the names', () => {
  // Half of a window that is 1280 px wide and has its side bar, up to half of one without.
  for (let panel = 460; panel <= 700; panel += 20) {
    const room = panel / READABLE;
    for (const given of [example('bike-share'), example('coffee-orders'), layeredGraph(66)]) {
      const layout = layoutScene(whole(given), () => 250, room);
      check(layout, `in ${panel}`);
      assert.ok(layout.width <= room, `in ${panel} it is ${layout.width * READABLE} wide`);
    }
  }
});

test('boxes are as wide as their names where there is room, and give way where there is not', () => {
  const given = graph([node('short', { tier: 'bronze' }), node('long', { tier: 'gold' })]);
  const names = (room: number) => {
    const layout = layoutScene(whole(given), ({ id }) => (id === idOf('long') ? 240 : 130), room);
    return layout.items.map(({ width }) => width);
  };
  assert.deepEqual(names(1000), [130, 240]);
  const [short = 0, long = 0] = names(350);
  assert.ok(short === 130 && long < 240, 'the widest give way first');
  assert.ok(Math.min(...names(50)) > 80, 'a name is never cut to nothing');
});

test('where a line inside a tier has its head, no other line leaves', () => {
  const apart = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);
  let seen = 0;
  for (let seed = 0; seed < 150; seed += 1) {
    const { items, links } = layoutOf(randomGraph(seed), 300);
    const leftOf = new Map(items.map(({ item, x }) => [item.id, x]));
    const isInside = ({ link: { source, target } }: PlacedLink) =>
      leftOf.get(source) === leftOf.get(target);
    for (const one of links.filter(isInside)) {
      const end = one.curves.at(-1)?.[3];
      assert.ok(end);
      assert.equal(end.x, leftOf.get(one.link.target), 'it enters at the left, as all others do');
      for (const other of links) {
        const start = other.curves[0]?.[0];
        assert.ok(start && apart(start, end) > 6, `graph ${seed}: it looks double-headed`);
        seen += 1;
      }
    }
  }
  assert.ok(seen > 1000);
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
  const layout = layoutOf(wild);
  assert.deepEqual(layout.items.map(({ item }) => item.id).sort(), names.map(idOf).sort());
  assert.equal(layout.links.length, 4);
  check(layout, 'wild');
});

test('a long chain in a narrow room is laid out with few looks at its boxes', () => {
  const names = Array.from({ length: 1000 }, (_, index) => node(`m${index}`, { tier: 'gold' }));
  const edges = names.slice(1).flatMap(({ name }, index): [string, string][] => [
    [`m${index}`, name],
    ['m0', name],
    [`m${index >> 1}`, name],
  ]);
  const deep = graph(names, ...edges);
  const scene = sceneOf(deep, new Relations(deep), {
    centre: null,
    focus: null,
    opened: new Set(['gold']),
  });
  assert.ok(scene.items.length >= 1000, 'it is opened');
  let looks = 0;
  const layout = layoutScene(
    scene,
    () => {
      looks += 1;
      return 190;
    },
    1200,
  );
  assert.ok(layout.width <= 1200 && layout.width > 900, `it is ${layout.width} wide`);
  assert.ok(looks < 10 * scene.items.length, `it has looked ${looks} times`);
});
