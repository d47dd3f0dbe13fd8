import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from '../../src/common/counted';
import { newest } from '../../src/common/newest';

test('one is told from many', () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => counted(count, 'error')),
    ['0 errors', '1 error', '2 errors'],
  );
});

test('an answer that a newer question overtook is thrown away', async () => {
  const answers: ((answer: string) => void)[] = [];
  const taken: string[] = [];
  const ask = newest(
    () => new Promise<string>((resolve) => answers.push(resolve)),
    (answer) => taken.push(answer),
  );
  const both = Promise.all([ask(), ask()]);
  answers[1]?.('new');
  answers[0]?.('old');
  await both;
  assert.deepEqual(taken, ['new']);
  const third = ask();
  answers[2]?.('newest');
  await third;
  assert.deepEqual(taken, ['new', 'newest']);
});
