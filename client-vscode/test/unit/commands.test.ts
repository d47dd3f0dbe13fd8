/** The commands that are registered are those that package.json tells the editor of. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** What a click in the status and a code lens run; nobody looks for them in the palette. */
const NOT_IN_PALETTE = ['floe.showProblem', 'floe.showReferences'];

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
