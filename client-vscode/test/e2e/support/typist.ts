/**
 * Somebody who types into an editor at the pace of people, and notes what the editor does of itself.
 *
 * Of each line the text is typed without its indentation where the editor gives that, then Enter.
 */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { INPUT, look, problems, type Screen, type ShownSquiggle } from './screen';
import { type Surprise, Tally } from './tally';

/** From one key to the next, in milliseconds. */
const FASTEST = 90;
const SLOWEST = 150;

/** What a look at the editor takes, in milliseconds; it comes right before the next key. */
const LOOK = 30;

/**
 * Where more than this passes between two keys, in milliseconds, nobody was typing: the machine was
 * busy, and the editor rightly shows what waits for a pause.
 */
const PAUSE = 450;

/** In a text to type: the key that removes what follows, such as a bracket that closes by itself. */
export const DELETE = '\u007f';

/** How long the editor may take for what it does in its own time, such as to paste, in milliseconds. */
const PATIENCE = 3000;

/** How often it is tried to bring back what was typed. */
const UNDOS = 10;

/** Types into one file. */
export class Typist {
  readonly tally = new Tally();
  private last = 0;
  /** The same in milliseconds since 1970. */
  private lastOfDay = 0;
  /** When the next key is due. */
  private due = 0;
  private screen: Screen | undefined;
  /** The squiggles that came while nobody was typing, and stay until they are cleared. */
  private shownInPause: string[] = [];
  /** Lines that the file has to have. */
  private readonly wanted: string[];
  private readonly random: () => number;

  /**
   * @param file End of the path of the file, which is open and has the keyboard.
   * @param text What stands in it.
   * @param seed Chooses the pauses between the keys.
   */
  constructor(
    private readonly page: Page,
    private readonly file: string,
    text: string,
    seed = 1,
  ) {
    this.wanted = text.split('\n');
    this.random = randomNumbers(seed);
  }

  /** The text that the file has to have by now. */
  get text(): string {
    return this.wanted.join('\n');
  }

  /**
   * Type lines where the caret is.
   *
   * The first is the rest of the line of the caret; the others are whole ones, with indentation.
   */
  async write(...lines: readonly string[]): Promise<void> {
    const { caret } = await this.look();
    let number = caret.line;
    const line = this.wanted[number - 1] ?? '';
    const [start, end] = [line.slice(0, caret.column - 1), line.slice(caret.column - 1)];
    assert.ok(lines.length === 1 || end === '', 'lines are added at the end of one');
    for (const [index, text] of lines.entries()) {
      if (index === 0) {
        await this.type(text);
        this.wanted[number - 1] = start + text.replaceAll(DELETE, '') + end;
      } else {
        await this.enter(number);
        number += 1;
        this.wanted.splice(number - 1, 0, text.replaceAll(DELETE, ''));
        await this.type(text.slice((await this.indent(text)).length));
      }
      await this.compare(number);
    }
  }

  /** Press keys that are no text: ways to go, to select, to erase. What is shown is not counted. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.strike(() => this.page.keyboard.press(key));
    }
    await this.look();
  }

  /** Take back the last letter of the line. */
  async erase(): Promise<void> {
    const { line } = (await this.look()).caret;
    this.wanted[line - 1] = (this.wanted[line - 1] ?? '').slice(0, -1);
    await this.press('Backspace');
    await this.compare(line);
  }

  /** Type a text over what is selected in a line, which then has to be another. */
  async replace(text: string, wanted: string): Promise<void> {
    const { caret } = await this.look();
    await this.type(text);
    this.wanted[caret.line - 1] = wanted;
    await this.compare(caret.line);
  }

  /** Look at the editor, with the keyboard in it. */
  async look(): Promise<Screen> {
    let screen = await look(this.page, this.file);
    if (!screen.hasKeyboard) {
      const input = this.page.locator(`.monaco-editor[data-uri$="${this.file}"]`);
      await input.locator(INPUT).first().focus();
      screen = await look(this.page, this.file);
      assert.ok(screen.hasKeyboard, 'the editor has lost the keyboard');
    }
    this.screen = screen;
    return screen;
  }

  private async type(text: string): Promise<void> {
    for (const key of text) {
      const { keyboard } = this.page;
      if (key === DELETE) {
        await this.strike(() => keyboard.press('Delete'));
      } else if (key === '\t') {
        // The key of that name gives spaces here; the character comes from elsewhere.
        await this.key(key, () => keyboard.insertText(key));
      } else {
        await this.key(key, () => keyboard.type(key));
      }
    }
  }

  /** Strike a key of the text, and note what is shown after it. */
  private async key(name: string, strike: () => Promise<void>): Promise<void> {
    const before = this.screen ?? (await this.look());
    const gap = await this.strike(strike);
    const { tally } = this;
    tally.keys += 1;
    tally.struck.push(this.lastOfDay);
    await sleep(Math.max(0, this.due - LOOK - performance.now()));
    const screen = await this.look();
    const late = performance.now() - this.last;
    if (Math.max(gap, late) > PAUSE) {
      tally.pauses += 1;
      this.shownInPause = screen.squiggles.map(place);
      return;
    }
    tally.gaps.push(gap);
    const there = screen.squiggles.map(place);
    this.shownInPause = this.shownInPause.filter((each) => there.includes(each));
    for (const kind of ['error', 'warning', 'info', 'hint'] as const) {
      const lines = screen.squiggles.filter(
        (each) => each.kind === kind && !this.shownInPause.includes(place(each)),
      );
      const isHere = lines.some(({ line }) => line === screen.caret.line);
      const isElsewhere = lines.some(({ line }) => line !== screen.caret.line);
      tally.here[kind] += Number(isHere);
      tally.elsewhere[kind] += Number(isElsewhere);
      for (const each of kind === 'error' ? lines : []) {
        const what = each.line === screen.caret.line ? 'error here' : 'error elsewhere';
        const said = await problems(this.page);
        this.note(what, before, name, each.line, [`under '${each.text}'`, ...said]);
      }
    }
  }

  /** Strike a key when it is time to; return how long after the one before, in milliseconds. */
  private async strike(strike: () => Promise<void>): Promise<number> {
    await sleep(Math.max(0, this.due - performance.now()));
    const [before, now] = [this.last, performance.now()];
    this.last = now;
    this.lastOfDay = Date.now();
    this.due = now + FASTEST + this.random() * (SLOWEST - FASTEST);
    await strike();
    return before === 0 ? 0 : now - before;
  }

  /** Strike Enter at the end of a line; when it does not give a new line, note it and go on. */
  private async enter(number: number): Promise<void> {
    const before = this.screen ?? (await this.look());
    this.tally.lines += 1;
    await this.key('Enter', () => this.page.keyboard.press('Enter'));
    const after = this.screen ?? (await this.look());
    const line = this.wanted[number - 1] ?? '';
    const isSame = same(after.lines.get(number), line);
    if (isSame && after.caret.line === number + 1 && this.isBelow(after, number)) {
      return;
    }
    const what = isSame && after.caret.line === number ? 'Enter swallowed' : 'text inserted';
    this.tally[what === 'Enter swallowed' ? 'swallowed' : 'inserted'] += 1;
    this.note(what, before, 'Enter', number, [
      `suggested: ${before.suggestion}`,
      ...around(after, number),
    ]);
    await this.restore(number);
    for (let left = UNDOS; this.screen?.caret.line === number; left -= 1) {
      assert.ok(left > 0, `Enter gives no new line:\n${this.report()}`);
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Enter');
      await this.look();
    }
  }

  /** Whether what stood below a line stands below the new one, and nothing else. */
  private isBelow({ lines }: Screen, number: number): boolean {
    return [...lines].every(
      ([each, text]) => each <= number + 1 || same(text, this.wanted[each - 2] ?? '\n'),
    );
  }

  /** Give a new line the indentation that it is to have; return what then stands there. */
  private async indent(text: string): Promise<string> {
    const wanted = /^ */.exec(text)?.[0] ?? '';
    let given = this.beforeCaret();
    if (text.trim() === '') {
      return text;
    }
    if (text.startsWith(given) && given.length >= wanted.length) {
      return given;
    }
    const isLeft = given.length > wanted.length;
    this.tally[isLeft ? 'blocksLeft' : 'corrections'] += 1;
    for (let left = 20; given !== wanted; left -= 1) {
      const shown = [...(this.screen?.lines ?? [])].join('\n');
      assert.ok(left > 0, `the indentation stays '${given}':\n${this.report()}\n${shown}`);
      const key = keyOfIndentation(given, wanted);
      await this.strike(() => this.page.keyboard.press(key));
      await this.look();
      const [before, now] = [given, this.beforeCaret()];
      if (now === before) {
        // The key went to something that was open.
        await this.page.keyboard.press('Escape');
      }
      given = now;
    }
    return given;
  }

  private beforeCaret(): string {
    const screen = this.screen;
    assert.ok(screen);
    return (screen.lines.get(screen.caret.line) ?? '').slice(0, screen.caret.column - 1);
  }

  /** Hold a line that is typed to its end against what it has to be. */
  private async compare(number: number): Promise<void> {
    const screen = await this.look();
    const line = this.wanted[number - 1] ?? '';
    if (!same(screen.lines.get(number), line)) {
      this.tally.inserted += 1;
      this.note('text inserted', screen, 'the last of the line', number, around(screen, number));
      await this.restore(number);
    }
  }

  /** Bring the file back to what was typed, with the caret at the end of a line. */
  private async restore(number: number): Promise<void> {
    const { keyboard } = this.page;
    const steps = Array.from({ length: number - 1 }, () => 'ArrowDown');
    for (let left = UNDOS; ; left -= 1) {
      assert.ok(left > 0, `the text does not come back:\n${this.report()}`);
      // One closes the suggestions, the other leaves the gaps of what was inserted.
      await keyboard.press('Escape');
      await keyboard.press('Escape');
      if (!this.isAsWanted(await this.look())) {
        await keyboard.press('Control+a');
        await this.paste(this.text);
        await this.until((screen) => this.isAsWanted(screen));
        await keyboard.press('Escape');
      }
      for (const key of ['Control+Home', ...steps, 'End', 'Escape']) {
        await keyboard.press(key);
      }
      const screen = await this.look();
      if (this.isAsWanted(screen) && screen.caret.line === number) {
        return;
      }
    }
  }

  /** Put in a text as it is; what is typed would be indented again. */
  private async paste(text: string): Promise<void> {
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      const given = { clipboardData, bubbles: true, cancelable: true };
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', given));
    }, text);
  }

  /** Wait for what the editor does in its own time, if only for a while: a key might end it. */
  private async until(isDone: (screen: Screen) => boolean): Promise<void> {
    const end = performance.now() + PATIENCE;
    while (!isDone(await this.look()) && performance.now() < end) {
      await sleep(LOOK);
    }
  }

  private isAsWanted({ lines }: Screen): boolean {
    return (
      Math.max(...lines.keys()) <= this.wanted.length &&
      [...lines].every(([number, text]) => same(text, this.wanted[number - 1] ?? ''))
    );
  }

  private note(
    what: Surprise['what'],
    before: Screen,
    key: string,
    line: number,
    details: readonly string[],
  ): void {
    const text = (before.lines.get(before.caret.line) ?? '').slice(0, before.caret.column - 1);
    this.tally.surprises.push({ what, before: text, key, line, details });
  }

  /** What surprised, in words. */
  report(): string {
    return this.tally.surprises
      .map(
        ({ what, before, key, line, details }) =>
          `${what}: '${before}' + ${key}, line ${line}\n    ${details.join('\n    ')}`,
      )
      .join('\n');
  }
}

function place({ kind, line }: ShownSquiggle): string {
  return `${kind} ${line}`;
}

function keyOfIndentation(given: string, wanted: string): string {
  if (given.length > wanted.length || given.trim() !== '') {
    return 'Backspace';
  }
  return wanted.length - given.length === 1 ? 'Space' : 'Tab';
}

/** Whether a line is as it has to be. Blanks at its end, as of an empty line, are no text; a tab looks like two. */
function same(shown: string | undefined, wanted: string): boolean {
  return (shown ?? '').trimEnd() === wanted.replaceAll('\t', '  ').trimEnd();
}

function around(screen: Screen, number: number): string[] {
  const near = [...screen.lines].filter(([each]) => Math.abs(each - number) <= 2);
  return near.sort(([a], [b]) => a - b).map(([each, text]) => `${each}: ${text}`);
}

/** Numbers from 0 to below 1 that are the same for the same seed (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
