import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renewLanguage } from '../../src/common/renewLanguage';
import { opened } from './support/vscode';

test('files that are open before the extension are given their language again', async () => {
  opened.documents.push({ languageId: 'yaml' }, { languageId: 'floe' });
  await renewLanguage();
  assert.deepEqual(opened.given, ['plaintext', 'floe']);
  assert.deepEqual(opened.documents, [{ languageId: 'yaml' }, { languageId: 'floe' }]);
});
