/** The graph beside a product lights the transform under the caret, whatever becomes of the file. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Uri as EditorUri } from 'vscode';
import type { Log } from '../../src/common/log';
import { fieldsOf } from '../../src/common/plainData';
import { GraphPanels } from '../../src/graph/panels';
import type { Supervisor } from '../../src/server/supervisor';
import { diagnosed, EventEmitter, editors, panels, Uri } from './support/vscode';

const PRODUCT = Uri.parse('file:///shop/floe.yaml');

/** An editor that shows the product, with its caret in a line. */
class Editor {
  readonly document = { uri: PRODUCT };
  readonly selection = { active: { line: 0, character: 0 } };

  constructor(line: number) {
    this.selection.active.line = line;
  }

  goTo(line: number): void {
    this.selection.active.line = line;
    editors.move(this);
  }
}

/** The answer of the server for transforms of one line each, in their order. */
function answer(names: readonly string[]) {
  const nodes = names.map((name, line) => {
    const range = { start: { line, character: 0 }, end: { line, character: 80 } };
    return { name, range, selectionRange: range, declared: true };
  });
  return { product: 'shop', nodes, edges: [] };
}

/** Show the graph of transforms beside editors, the first of them in front. */
async function open(context: TestContext, names: readonly string[], ...shown: Editor[]) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let now = names;
  const supervisor = {
    execute: async () => answer(now),
    onDidChange: new EventEmitter<unknown>().event,
  } as unknown as Supervisor;
  editors.visible = shown;
  editors.bringToFront(shown[0]);
  const graphs = new GraphPanels(PRODUCT as unknown as EditorUri, supervisor, {} as Log);
  context.after(() => graphs.dispose());
  graphs.show(PRODUCT as unknown as EditorUri);
  const panel = panels.at(-1);
  assert.ok(panel);
  panel.received.fire({ type: 'ready' });
  await settle();
  panel.sent.splice(0);
  return {
    /** The transforms that the page was told to light since this was last asked. */
    lit: () =>
      panel.sent
        .splice(0)
        .map(fieldsOf)
        .filter(({ type }) => type === 'caret')
        .map(({ name }) => name),
    /** Have the file say something else, and the graph drawn again. */
    write: async (other: readonly string[]) => {
      now = other;
      diagnosed.fire({ uris: [PRODUCT] });
      context.mock.timers.tick(1_000);
      await settle();
    },
  };
}

/** Let all that waits for nothing but other promises come to its end. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('of two editors that show a product the one in front is followed', async (context) => {
  const [typed, other] = [new Editor(0), new Editor(1)];
  const { lit } = await open(context, ['a', 'b', 'c'], typed, other);
  // A line is typed, which moves what is below it.
  other.goTo(2);
  assert.deepEqual(lit(), []);
  typed.goTo(1);
  assert.deepEqual(lit(), ['b']);
  editors.bringToFront(other);
  assert.deepEqual(lit(), ['c']);
});

test('a transform that gets another name under the caret is lit again', async (context) => {
  const { lit, write } = await open(context, ['a', 'b'], new Editor(0));
  await write(['ab', 'b']);
  assert.deepEqual(lit(), ['ab']);
});

test('a transform that is typed under the caret is lit', async (context) => {
  const { lit, write } = await open(context, ['a'], new Editor(1));
  await write(['a', 'new']);
  assert.deepEqual(lit(), ['new']);
});

test('a transform that was gone for a while is lit again', async (context) => {
  const { lit, write } = await open(context, ['a', 'b'], new Editor(1));
  await write(['a']);
  await write(['a', 'b']);
  assert.deepEqual(lit().at(-1), 'b');
});

test('what a person lights in the graph stays while the caret is where it was', async (context) => {
  const { lit, write } = await open(context, ['a', 'b'], new Editor(0));
  await write(['a', 'b', 'c']);
  assert.deepEqual(lit(), []);
});

test('while no editor is in front, the last one counts', async (context) => {
  const [first, last] = [new Editor(0), new Editor(1)];
  const { lit, write } = await open(context, ['a', 'b'], first, last);
  editors.bringToFront(last);
  editors.bringToFront(undefined);
  lit();
  await write(['a', 'b', 'c']);
  assert.deepEqual(lit(), []);
  await write(['a', 'bc', 'c']);
  assert.deepEqual(lit(), ['bc']);
});
