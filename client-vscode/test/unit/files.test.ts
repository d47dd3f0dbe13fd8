import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, looksLikeCode } from '../../src/commands/codes';
import { nameProblem, readCandidates } from '../../src/commands/newProductAnswer';
import { isContract, isFloeText, isProductPath } from '../../src/common/floeFiles';
import { code } from '../../src/views/markdown';
import { previewText, readPreview } from '../../src/views/previewText';

test('a manifest is known by its apiVersion, wherever the key stands at the top', () => {
  assert.ok(isFloeText('# ours\n\napiVersion: floe.dev/v1\nkind: Manifest\n'));
  assert.ok(isFloeText('kind: Manifest\r\napiVersion: "floe.dev/v1"\r\n'));
  assert.ok(!isFloeText('apiVersion: apps/v1\nkind: Deployment\n'));
  assert.ok(!isFloeText('metadata:\n  apiVersion: floe.dev/v1\n'));
  assert.ok(!isFloeText('# apiVersion: floe.dev/v1\n'));
});

test('a product is known by its name', () => {
  assert.ok(isProductPath('/a/floe.yaml') && isProductPath('C:\\a\\floe.yml'));
  assert.ok(!isProductPath('/a/my-floe.yaml') && !isProductPath('/floe.yaml/x'));
});

test('a data contract is known by its name and its kind', () => {
  const text = '# ours\napiVersion: v3.1.0\nkind: DataContract\n';
  assert.ok(isContract('/a/datacontract.yaml', text));
  assert.ok(isContract('C:\\a\\datacontract.yml', text));
  assert.ok(!isContract('/a/contract.yaml', text));
  assert.ok(!isContract('/a/datacontract.yaml', 'kind: Pod\n'));
  assert.ok(!isContract('/a/datacontract.yaml', 'spec:\n  kind: DataContract\n'));
});

test('what a product can be made of is read, and what has another form is left out', () => {
  const answer = {
    ok: true,
    existing: null,
    name: 'coffee',
    nameRule: { pattern: '^[a-z][a-z0-9-]*$', maxLength: 63, words: 'use lower-case letters' },
    owner: null,
    manifests: [{ uri: 'file:///m.yaml', path: '../m.yaml', governing: true }, { uri: 3 }, null],
    newManifest: 'manifest.yaml',
    models: [{ name: 'stg', dependsOn: [] }, { name: 'fct', dependsOn: ['stg', 3] }, 'x'],
    modelCount: 612,
    modelRule: { pattern: '^[a-z_]+$', maxLength: 128, words: 'use letters' },
  };
  assert.deepEqual(readCandidates(answer), {
    name: 'coffee',
    nameRule: answer.nameRule,
    manifests: [{ uri: 'file:///m.yaml', path: '../m.yaml', governing: true }],
    newManifest: 'manifest.yaml',
    models: [
      { name: 'stg', dependsOn: [] },
      { name: 'fct', dependsOn: ['stg'] },
    ],
    modelCount: 612,
    modelRule: answer.modelRule,
  });
  assert.equal(readCandidates({ ...answer, newManifest: null })?.newManifest, undefined);
  assert.equal(readCandidates({ ok: false, message: 'no' }), undefined);
  assert.equal(readCandidates(null), undefined);
});

test('names are held against the rule of the server', () => {
  const rule = { pattern: '^[a-z][a-z0-9-]*$', maxLength: 63, words: 'use lower-case letters' };
  assert.equal(nameProblem('coffee-orders', rule, 'A product needs a name'), undefined);
  for (const wrong of ['Coffee', '1a', 'a b', 'a'.repeat(64)]) {
    const words = 'use lower-case letters, at most 63 characters';
    assert.equal(nameProblem(wrong, rule, 'A product needs a name'), words, wrong);
  }
  assert.equal(nameProblem('', rule, 'A product needs a name'), 'A product needs a name');
});

test('a preview of a product with errors keeps the last artifact, and says so', () => {
  const answer = readPreview({
    ok: false,
    text: null,
    path: '/t/a.json',
    problems: 2,
    unsaved: [],
  });
  assert.equal(
    previewText(answer, '{}\n'),
    '// The product has 2 errors, so nothing would be written; below is the last artifact that compiled.\n{}\n',
  );
  assert.equal(previewText({ ...answer, text: '{"a": 1}' }, '{}'), '{"a": 1}');
  assert.equal(
    previewText(new Error('gone\naway'), undefined),
    '// There is no newer preview: gone away.\n',
  );
  assert.throws(() => readPreview({ text: 'x' }));
});

test('a preview says above the artifact what changes since the last compile', () => {
  const answer = { ok: true, text: '{}\n', path: '/t/a.json', problems: 0, unsaved: [] };
  const shown = (changes: unknown) => previewText(readPreview({ ...answer, changes }), undefined);
  assert.equal(shown(null), '{}\n');
  assert.equal(shown([]), '// Nothing changes since the last compile.\n{}\n');
  assert.equal(
    shown(['for dbt:', '  ~ a: 1 -> "b\u2028c"']),
    '// What changes since the last compile:\n// for dbt:\n//   ~ a: 1 -> "b c"\n{}\n',
  );
});

test('codes are told from other words', () => {
  assert.ok(looksLikeCode('E110') && looksLikeCode('FLOE-E201') && !looksLikeCode('E11'));
  assert.equal(codeOf({ source: 'floe', code: 'E110' }), 'E110');
  assert.equal(codeOf({ source: 'floe', code: { value: 'E110', target: {} } }), 'E110');
  assert.equal(codeOf({ source: 'floe', code: 110 }), undefined);
  assert.equal(codeOf({ source: 'pycodestyle', code: 'E501' }), undefined, "another linter's");
  assert.equal(codeOf({ code: 'E501' }), undefined, 'of nobody');
});

test('backticks do not end a code span', () => {
  assert.equal(code('a`b'), '``a`b``');
  assert.equal(code('`'), '`` ` ``');
});
