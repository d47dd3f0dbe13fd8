import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NewestText } from '../../src/views/newestText';

test('what was made last is known until something else is made', () => {
  const texts = new NewestText();
  assert.equal(texts.ask('a').last, undefined);
  assert.equal(texts.ask('a').answer('1', '1'), '1');
  assert.equal(texts.ask('a').answer('it has errors'), 'it has errors');
  assert.equal(texts.ask('a').last, '1');
  assert.equal(texts.ask('b').last, undefined);
});

test('an answer that was overtaken shows what the newer one has shown', () => {
  const texts = new NewestText();
  const [first, second] = [texts.ask('a'), texts.ask('a')];
  assert.equal(second.answer('new', 'new'), 'new');
  assert.equal(first.answer('old', 'old'), 'new');
  assert.equal(texts.ask('a').last, 'new');
});

test('an answer counts whatever was asked after it, until that is answered', () => {
  const texts = new NewestText();
  const [first, second] = [texts.ask('a'), texts.ask('a')];
  assert.equal(first.answer('1', '1'), '1');
  assert.equal(second.last, '1');
  assert.equal(second.answer('2', '2'), '2');
});

test('an answer after the end brings nothing back', () => {
  const texts = new NewestText();
  const late = texts.ask('a');
  texts.forget('a');
  late.answer('old', 'old');
  assert.equal(texts.size, 0);
  const again = texts.ask('a');
  late.answer('old', 'old');
  assert.equal(again.last, undefined);
  assert.equal(texts.ask('a').last, undefined);
});
