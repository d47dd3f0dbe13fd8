/** The rules for Enter agree on what a key is, which they can only say each for itself. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

interface Rule {
  readonly beforeText: string;
}

const FILE = join(process.cwd(), 'language-configuration.json');
const RULES = (JSON.parse(readFileSync(FILE, 'utf8')) as { onEnterRules: readonly Rule[] })
  .onEnterRules;

/** Where nothing but properties and the head of a block text may stand behind the key. */
const OPEN = /(?:\s+[&!]\S*)*(?:\s+[|>][-+0-9]*)?\s*(?:\s#.*)?$/.source;
const VALUE = /\s+\S.*$/.source;
const WITH_KEY = RULES.map(({ beforeText }) => beforeText).filter((each) => each.includes('):'));
/** A key in quotes or plain, and its colon, as the rule for a key alone has it. */
const KEY = WITH_KEY.find((each) => each.startsWith('^\\s*(?:'))?.slice(
  '^\\s*'.length,
  -OPEN.length,
);

test('the rules with a key are the same but for what stands around it', () => {
  assert.deepEqual(WITH_KEY, [
    String.raw`^\s*- ${KEY}${OPEN}`,
    String.raw`^\s*-   ${KEY}${OPEN}`,
    String.raw`^\s*${KEY}${OPEN}`,
    String.raw`^\s*- ${KEY}${VALUE}`,
    String.raw`^\s*-   ${KEY}${VALUE}`,
  ]);
});
