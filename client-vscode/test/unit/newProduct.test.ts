/** New Product loses no answer, whatever a person leaves out and the server says. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { newProduct } from '../../src/commands/newProduct';
import type { Services } from '../../src/commands/services';
import { fieldsOf } from '../../src/common/plainData';
import { Uri, window } from './support/vscode';

const FOLDER = 'file:///coffee';
const RULE = { pattern: '', maxLength: 100, words: '' };
const CANDIDATES = {
  ok: true,
  name: 'coffee',
  nameRule: RULE,
  owner: null,
  manifests: [
    { uri: 'file:///manifest.yaml', path: '../manifest.yaml', governing: true },
    { uri: 'file:///other.yaml', path: '../other.yaml', governing: false },
  ],
  newManifest: 'manifest.yaml',
  models: [
    { name: 'stg', dependsOn: [] },
    { name: 'fct', dependsOn: ['stg'] },
  ],
  modelCount: 2,
  modelRule: RULE,
};
const MADE = { ok: true, uri: `${FOLDER}/floe.yaml`, created: [] };
const REFUSED = { ok: false, message: 'the owner looks like a credential' };
const AS_OFFERED = {
  folder: FOLDER,
  name: 'coffee',
  owner: '',
  manifest: 'file:///manifest.yaml',
  models: ['stg', 'fct'],
};

const NAME = 'Name of the product';
const OWNER = 'Owner of the product: a team or an e-mail address. Leave it empty to decide later';
const MANIFEST = 'Manifest of the platform that the product runs on';
const MODELS = 'dbt models of the product';
const NO_MODEL = 'A product needs a model: choose at least one';

interface Row {
  readonly label: string;
  readonly picked?: boolean;
}

/** What a person does in place of an answer. */
const ESCAPE = Symbol('Escape');

/** The answers of a person to each question in turn: texts, labels of rows, or Escape. */
type Person = Readonly<Record<string, unknown[]>>;

/**
 * Run New Product and return what the server was asked to create, and what a person was told.
 *
 * @param server What it answers in turn; an error is thrown.
 * @param person What is not among the answers is answered with Enter.
 */
async function run(
  context: TestContext,
  server: readonly unknown[],
  person: Person,
  candidates: object = CANDIDATES,
) {
  const [asked, told]: [unknown[], string[]] = [[], []];
  const answers = [...server];
  const answer = (question: unknown, enter: unknown) => {
    const given = person[String(question)];
    const found = given?.length ? given.shift() : enter;
    return found === ESCAPE ? undefined : found;
  };
  context.mock.method(window, 'showInputBox', async (options: unknown) => {
    const { prompt, value } = fieldsOf(options);
    return answer(prompt, value);
  });
  context.mock.method(window, 'showQuickPick', async (found: unknown, options: unknown) => {
    const rows = (await found) as Row[];
    const { placeHolder, canPickMany } = fieldsOf(options);
    const labels = (some: readonly Row[]) => some.map(({ label }) => label);
    if (canPickMany === true) {
      const chosen = answer(placeHolder, labels(rows.filter(({ picked }) => picked)));
      return Array.isArray(chosen) ? rows.filter(({ label }) => chosen.includes(label)) : undefined;
    }
    const chosen = answer(placeHolder, rows[0]?.label);
    return rows.find(({ label }) => label === chosen);
  });
  context.mock.method(window, 'showErrorMessage', async (message: string) => {
    told.push(message);
  });
  const supervisor = {
    execute: async (command: string, { folder, name, ...others }: Record<string, unknown>) => {
      if (command !== 'floe.newProduct') {
        return {};
      }
      if (name === undefined) {
        return folder === undefined ? { ok: true, folders: [FOLDER] } : candidates;
      }
      asked.push({ folder, name, ...others });
      const given = answers.shift();
      if (given instanceof Error) {
        throw given;
      }
      return given;
    },
  };
  const status = { during: (work: Promise<unknown>) => work };
  await newProduct({ supervisor, status, log: { error: () => {} } } as unknown as Services);
  return { asked, told };
}

test('Enter throughout takes what is offered', async (context) => {
  const { asked } = await run(context, [MADE], {});
  assert.deepEqual(asked, [AS_OFFERED]);
});

test('who takes all models away is asked again, and keeps the other answers', async (context) => {
  const { asked } = await run(context, [MADE], {
    [NAME]: ['beans'],
    [MODELS]: [[]],
    [NO_MODEL]: [[], ['fct']],
  });
  assert.deepEqual(asked, [{ ...AS_OFFERED, name: 'beans', models: ['fct'] }]);
});

test('how many models are not offered is said', async (context) => {
  const question = `${MODELS}: the first 2 of 612`;
  const many = { ...CANDIDATES, modelCount: 612 };
  const { asked } = await run(context, [MADE], { [question]: [['stg']] }, many);
  assert.deepEqual(asked, [{ ...AS_OFFERED, models: ['stg'] }]);
});

test('who leaves the question for models gives up', async (context) => {
  for (const person of [{ [MODELS]: [ESCAPE] }, { [MODELS]: [[]], [NO_MODEL]: [ESCAPE] }]) {
    const { asked } = await run(context, [MADE], person);
    assert.deepEqual(asked, []);
  }
});

for (const [what, label, manifest] of [
  ['one that was found', '../other.yaml', { manifest: 'file:///other.yaml' }],
  ['a new one', '$(new-file) Create manifest.yaml', { newManifest: true }],
  ['a file', '$(folder-opened) Choose a file…', { manifest: 'file:///away/platform.yaml' }],
] as const) {
  test(`after a refusal Enter leaves every answer as it was, with ${what}`, async (context) => {
    const opened = context.mock.method(window, 'showOpenDialog', async () => [
      Uri.parse('file:///away/platform.yaml'),
    ]);
    const { asked } = await run(context, [REFUSED, REFUSED, MADE], {
      [NAME]: ['beans'],
      [OWNER]: ['token=abc'],
      [MANIFEST]: [label],
      [MODELS]: [['fct']],
    });
    const { manifest: _, ...others } = AS_OFFERED;
    const chosen = { ...others, name: 'beans', owner: 'token=abc', ...manifest, models: ['fct'] };
    assert.deepEqual(asked, [chosen, chosen, chosen]);
    assert.ok(opened.mock.callCount() <= 1, 'a file is looked for once');
  });
}

test('a server that fails costs no answer', async (context) => {
  const { asked, told } = await run(context, [new Error('the server does not run'), MADE], {
    [NAME]: ['beans'],
  });
  const chosen = { ...AS_OFFERED, name: 'beans' };
  assert.deepEqual(asked, [chosen, chosen]);
  assert.deepEqual(told, ['Floe: New Product did not work: the server does not run']);
});
