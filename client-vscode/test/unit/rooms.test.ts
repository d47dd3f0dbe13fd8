/** Imports between the rooms of `src` lead one way, and never in a circle. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';

/** From the lowest up. A room imports from itself and from those of lower floors. */
const FLOORS: readonly (readonly string[])[] = [
  ['common'],
  ['server'],
  ['views', 'graph', 'tasks'],
  ['commands'],
  // The files that stand in no room put everything together.
  ['.'],
];
/** What runs in the page of the graph, where there is no editor. */
const PAGE = 'graph/view';
/** All that both sides of the graph know. */
const SHARED_WITH_PAGE: readonly string[] = ['graph/model.ts', 'common/counted.ts'];

const SRC = join(process.cwd(), 'src');
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));
const IMPORTS = new Map(FILES.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map(([, path = '']) => {
    const target = posix.join(posix.dirname(file), path);
    const found = [`${target}.ts`, `${target}/index.ts`].find((each) => FILES.includes(each));
    assert.ok(found, `${file} imports '${path}', which is not a file of ours`);
    return found;
  });
}

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '.';
}

function floorOf(file: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)));
}

test('every file stands in a room that has a floor', () => {
  assert.deepEqual(
    FILES.filter((file) => floorOf(file) === -1),
    [],
  );
});

test('a room imports from lower floors only', () => {
  const upward = [...IMPORTS].flatMap(([file, imported]) =>
    imported
      .filter((each) => roomOf(each) !== roomOf(file) && floorOf(each) >= floorOf(file))
      .map((each) => `${file} imports ${each}`),
  );
  assert.deepEqual(upward, []);
});

test("the page of the graph knows the graph's model and nothing of the editor", () => {
  for (const [file, imported] of IMPORTS) {
    const isPage = file.startsWith(`${PAGE}/`);
    for (const each of imported) {
      const leadsIn = each.startsWith(`${PAGE}/`);
      assert.ok(
        isPage ? leadsIn || SHARED_WITH_PAGE.includes(each) : !leadsIn,
        `${file} imports ${each}`,
      );
    }
  }
});

test('no imports lead in a circle', () => {
  const done = new Set<string>();
  const walk = (file: string, above: readonly string[]) => {
    assert.ok(!above.includes(file), [...above, file].join(' -> '));
    if (!done.has(file)) {
      for (const each of IMPORTS.get(file) ?? []) {
        walk(each, [...above, file]);
      }
      done.add(file);
    }
  };
  for (const file of FILES) {
    walk(file, []);
  }
});
