/** The commands that are registered are those that package.json tells the editor of. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** What a click in the status, a code lens and an action run; nobody looks for them in the palette. */
const NOT_IN_PALETTE = [
  'floe.chooseManifest',
  'floe.showProblem',
  'floe.showReferences',
  'floe.tell',
];

/** The ids of the table. Its file is read and not imported, since it needs an editor. */
function registered(): string[] {
  const text = readFileSync(join(process.cwd(), 'src/commands/index.ts'), 'utf8');
  const [, table = ''] = /^const COMMANDS\b.*?= \{\n(.*?)^\};/ms.exec(text) ?? [];
  return [...table.matchAll(/^ {2}'([^']+)': \{/gm)].map(([, id = '']) => id);
}

test('package.json tells of every command, and of no other', () => {
  const { contributes } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8'));
  const told: string[] = contributes.commands.map(({ command }: { command: string }) => command);
  assert.deepEqual([...told, ...NOT_IN_PALETTE].sort(), registered().sort());
});

test('every command that the server offers with an action or a lens is there', () => {
  const offered = readFileSync(join(process.cwd(), '../server/floe_lsp/ide/commands.py'), 'utf8');
  const ids = [...offered.matchAll(/"(floe\.\w+)"/g)].map(([, id = '']) => id);
  assert.ok(ids.includes('floe.tell'));
  assert.deepEqual(
    ids.filter((id) => !registered().includes(id)),
    [],
  );
});

test('no other title comes up where Compile is typed, whatever was run last', () => {
  const { contributes } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8'));
  const titles: string[] = contributes.commands.map(({ title }: { title: string }) => title);
  assert.deepEqual(
    titles.filter((title) => /compile/i.test(title)),
    ['Compile'],
  );
});
