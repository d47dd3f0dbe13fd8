/** The server is told of each line that the caret comes to, once, and when it leaves our files. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followCaret } from '../../src/server/caret';
import type { Supervisor } from '../../src/server/supervisor';
import { inFront } from './support/vscode';

function editor(languageId: string, line: number, character = 0) {
  return {
    document: { languageId, uri: { toString: () => 'file:///shop/floe.yaml' } },
    selection: { active: { line, character } },
  };
}

test('each line is told once, and that the caret has left', () => {
  const told: unknown[] = [];
  const supervisor = {
    notify: (method: string, params: unknown) => told.push([method, params]),
  } as unknown as Supervisor;
  const disposables = followCaret(supervisor);
  for (const [line, character] of [
    [3, 0],
    [3, 7],
    [4, 0],
  ] as const) {
    inFront.selected.fire({ textEditor: editor('floe', line, character) });
  }
  inFront.changed.fire(editor('markdown', 4));
  inFront.changed.fire(undefined);
  for (const each of disposables) {
    each.dispose();
  }
  inFront.selected.fire({ textEditor: editor('floe', 9) });
  const textDocument = { uri: 'file:///shop/floe.yaml' };
  assert.deepEqual(told, [
    ['floe/didMoveCaret', { textDocument, position: { line: 3, character: 0 } }],
    ['floe/didMoveCaret', { textDocument, position: { line: 4, character: 0 } }],
    ['floe/didMoveCaret', {}],
  ]);
});
