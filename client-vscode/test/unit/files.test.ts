import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, looksLikeCode } from '../../src/commands/codes';
import { connected, modelPaths, refsIn } from '../../src/commands/newProductDbt';
import { nameFrom, nameProblem, productText, scalar } from '../../src/commands/newProductTemplate';
import { isFloeText, isProductPath } from '../../src/common/floeFiles';
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

test('ref is found as dbt finds it', () => {
  const sql = `
    {# {{ ref('commented') }} #}
    with a as (select * from {{ ref("stg_a") }}), b as (select * from {{ref('pkg', 'stg_b')}})
    {% if x %} join {{ ref('stg_c', v=2) }} {% endif %}
    select 'ref(''no'')' from {{ source('s', 't') }} join {{ ref('stg_a') }}
  `;
  assert.deepEqual(refsIn(sql), ['stg_a', 'stg_b', 'stg_c']);
});

test('models depend on models of the product only', () => {
  const files = [
    { name: 'fct', sql: "{{ ref('stg') }} {{ ref('other') }} {{ ref('fct') }}" },
    { name: 'dim', sql: '' },
    { name: 'stg', sql: '' },
  ];
  assert.deepEqual(connected(files), [
    { name: 'dim', dependsOn: [] },
    { name: 'stg', dependsOn: [] },
    { name: 'fct', dependsOn: ['stg'] },
  ]);
});

test('models in a circle are all there, each once', () => {
  const files = [
    { name: 'a', sql: "{{ ref('b') }}" },
    { name: 'b', sql: "{{ ref('a') }}" },
  ];
  const names = connected(files).map(({ name }) => name);
  assert.deepEqual(names, ['b', 'a']);
});

test('the folders of the models are those of dbt_project.yml', () => {
  assert.deepEqual(modelPaths('name: x\n'), ['models']);
  assert.deepEqual(modelPaths('model-paths: ["a b", \'c\']\n'), ['a b', 'c']);
  assert.deepEqual(modelPaths('model-paths:  # two\n  - a\n  - "b"\nname: x\n'), ['a', 'b']);
  assert.deepEqual(modelPaths('model-paths: [../outside, /etc]\n'), ['models']);
});

test('a name is made from a folder, and checked', () => {
  assert.equal(nameFrom('Coffee Orders_2'), 'coffee-orders-2');
  assert.equal(nameFrom('123'), 'my-product');
  assert.equal(nameProblem('coffee-orders'), undefined);
  for (const wrong of ['', 'Coffee', '1a', 'a b', 'a'.repeat(64)]) {
    assert.notEqual(nameProblem(wrong), undefined, wrong);
  }
});

test('a scalar that YAML would read as something else is quoted', () => {
  for (const plain of ['stg_orders', '../manifest.yaml', 'a b', '/w/x.yaml', '.hidden']) {
    assert.equal(scalar(plain), plain);
  }
  for (const word of ['true', 'No', '1_000', '', 'a: b', 'x #y', '*a', '.5', '.inf', '..', 'a ']) {
    assert.equal(scalar(word), JSON.stringify(word));
  }
});

test('a new product has what was chosen', () => {
  const models = [
    { name: 'stg', dependsOn: [] },
    { name: 'fct', dependsOn: ['stg'] },
  ];
  assert.equal(
    productText({ name: 'coffee', manifest: '../manifest.yaml', models }),
    `apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: coffee
  version: 0.1.0

platform:
  manifest: ../manifest.yaml

# One entry per dbt model; dependsOn says which models it reads.
transforms:
  - name: stg
  - name: fct
    dependsOn: [stg]
`,
  );
  assert.doesNotMatch(productText({ name: 'coffee', models }), /platform/);
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

test('codes are told from other words', () => {
  assert.ok(looksLikeCode('E110') && looksLikeCode('FLOE-E201') && !looksLikeCode('E11'));
  assert.equal(codeOf({ value: 'E110', target: {} }), 'E110');
  assert.equal(codeOf(110), undefined);
});

test('backticks do not end a code span', () => {
  assert.equal(code('a`b'), '``a`b``');
  assert.equal(code('`'), '`` ` ``');
});
