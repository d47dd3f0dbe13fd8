/** The server is told of each line that the caret comes to, once, and when it leaves our files. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followCaret } from '../../src/server/caret';
import type { Supervisor } from '../../src/server/supervisor';
import { editors } from './support/vscode';

function editor(languageId: string, line: number, character = 0) {
  return {
    document: { languageId, uri: { toString: () => 'file:///shop/floe.yaml' } },
    selection: { active: { line, character } },
  };
}

const textDocument = { uri: 'file:///shop/floe.yaml' };

/** What the server was told while a test moved the caret. */
function toldWhile(move: () => void): unknown[] {
  const told: unknown[] = [];
  const supervisor = {
    notify: (method: string, params: unknown) => told.push([method, params]),
  } as unknown as Supervisor;
  const disposables = followCaret(supervisor);
  move();
  for (const each of disposables) {
    each.dispose();
  }
  return told;
}

test('each line is told once, and that the caret has left', () => {
  const shop = editor('floe', 3);
  const told = toldWhile(() => {
    editors.bringToFront(shop);
    for (const [line, character] of [
      [3, 0],
      [3, 7],
      [4, 0],
    ] as const) {
      shop.selection.active = { line, character };
      editors.move(shop);
    }
    editors.bringToFront(editor('markdown', 4));
    editors.bringToFront(undefined);
  });
  editors.bringToFront(editor('floe', 9));
  assert.deepEqual(told, [
    ['floe/didMoveCaret', { textDocument, position: { line: 3, character: 0 } }],
    ['floe/didMoveCaret', { textDocument, position: { line: 4, character: 0 } }],
    ['floe/didMoveCaret', {}],
  ]);
});

test('of two editors that show a file the one in front counts', () => {
  const [typed, other] = [editor('floe', 3), editor('floe', 40)];
  const told = toldWhile(() => {
    editors.bringToFront(typed);
    // A line is typed, which moves what is below it.
    typed.selection.active = { line: 4, character: 0 };
    other.selection.active = { line: 41, character: 0 };
    editors.move(typed);
    editors.move(other);
    typed.selection.active = { line: 4, character: 1 };
    editors.move(typed);
    editors.bringToFront(other);
  });
  assert.deepEqual(told, [
    ['floe/didMoveCaret', { textDocument, position: { line: 3, character: 0 } }],
    ['floe/didMoveCaret', { textDocument, position: { line: 4, character: 0 } }],
    ['floe/didMoveCaret', { textDocument, position: { line: 41, character: 0 } }],
  ]);
});
