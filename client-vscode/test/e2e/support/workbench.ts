/** Drives the workbench as a person does: with the mouse, the keyboard and the eyes. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

export type Squiggle = 'error' | 'warning' | 'info';

/** How long something may take to show, in milliseconds; a cold start on two cores takes some. */
export const PATIENCE = 30_000;

/** How long one attempt may take that is made again when it fails, in milliseconds. */
export const ATTEMPT = 5_000;

/** One window of VS Code. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** The editor of a file, by the end of its path. */
  editor(file: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="${encodeURI(file)}"]`).first();
  }

  /** Wait until a file's text is shown, and give the editor the keyboard. */
  async focus(file: string): Promise<void> {
    const editor = this.editor(file);
    await editor.locator('.view-line').first().waitFor({ timeout: PATIENCE });
    await this.dismissHover();
    const lines = await editor.locator('.view-lines').boundingBox();
    assert.ok(lines);
    await this.page.mouse.click(lines.x + 120, lines.y + 100);
    await this.page.mouse.move(2, 2);
  }

  /** The squiggles of an editor. */
  squiggles(file: string, kind: Squiggle = 'error'): Locator {
    return this.editor(file).locator(`.view-overlays .squiggly-${kind}`);
  }

  /** Wait until no squiggle of a kind is left. */
  async noSquiggle(file: string, kind: Squiggle = 'error'): Promise<void> {
    await eventually(async () => assert.equal(await this.squiggles(file, kind).count(), 0));
  }

  /** Wait for a squiggle that stands under exactly this text of a line. */
  async squiggleUnder(file: string, line: string, text: string, kind: Squiggle = 'error') {
    await this.squiggles(file, kind).first().waitFor({ timeout: PATIENCE });
    await eventually(async () => {
      const wanted = await this.boxOf(file, line, text);
      const boxes = await this.squiggles(file, kind).evaluateAll((found) =>
        found.map((element) => {
          const { left, right, top, bottom } = element.getBoundingClientRect();
          return { left, right, top, bottom };
        }),
      );
      const same = boxes.some(
        (box) =>
          Math.abs(box.left - wanted.left) < 2 &&
          Math.abs(box.right - wanted.right) < 2 &&
          box.top < wanted.bottom &&
          box.bottom > wanted.top,
      );
      assert.ok(same, `no ${kind} under '${text}': ${JSON.stringify({ wanted, boxes })}`);
    });
  }

  /** Hover over a text and return what is shown. */
  async hover(file: string, line: string, text: string): Promise<string> {
    const shown = this.page.locator('.monaco-hover:visible .monaco-hover-content');
    await eventually(async () => {
      await this.dismissHover();
      const { left, right, top, bottom } = await this.boxOf(file, line, text);
      await this.page.mouse.move((left + right) / 2, (top + bottom) / 2, { steps: 4 });
      await shown.first().waitFor({ timeout: 3_000 });
      // Lenses that come meanwhile push the lines down.
      assert.equal((await this.boxOf(file, line, text)).top, top);
    });
    await this.page.waitForFunction(
      () => !document.querySelector('.monaco-hover:not(.hidden)')?.textContent?.includes('Loading'),
    );
    return (await shown.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  /** An open hover eats clicks. */
  async dismissHover(): Promise<void> {
    await this.page.mouse.move(2, 2);
    if (await this.page.locator('.monaco-hover:visible').count()) {
      await this.page.keyboard.press('Escape');
    }
  }

  /** Put the cursor at a place; both count from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await eventually(async () => {
      await this.page.keyboard.press('Control+g');
      await this.answer(`:${line}:${column}`);
      assert.deepEqual(await this.cursor(), { line, column });
    });
  }

  /** Run a command of the palette by its title. */
  async command(title: string): Promise<void> {
    await eventually(async () => {
      await this.dismissHover();
      // A palette that opened before an extension was there never shows its commands.
      if (await this.question().isVisible()) {
        await this.page.keyboard.press('Escape');
      }
      await this.page.keyboard.press('F1');
      await this.ask(`>${title}`);
      const named = this.page.getByText(title, { exact: true });
      await this.offered().filter({ has: named }).first().click({ timeout: ATTEMPT });
    });
    await this.page.mouse.move(2, 2);
  }

  /**
   * Type into the box at the top that asks for something.
   *
   * A part of the window that shows itself late takes the keyboard, and the box closes: callers
   * open it again.
   */
  async ask(text: string): Promise<void> {
    await this.question().fill(text, { timeout: ATTEMPT });
  }

  /** The same, and accept what is typed. */
  async answer(text: string): Promise<void> {
    await this.ask(text);
    await this.question().press('Enter', { timeout: ATTEMPT });
    await this.question().waitFor({ state: 'hidden', timeout: ATTEMPT });
  }

  /** Choose what the box at the top offers under a label. */
  async choose(label: string): Promise<void> {
    const named = this.page.getByText(label, { exact: true });
    await this.offered().filter({ has: named }).first().click({ timeout: PATIENCE });
  }

  /** Accept what the box at the top proposes, once it asks for something. */
  async accept(asked: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget').filter({ hasText: asked });
    const held = this.page.getByPlaceholder(asked);
    await box.or(held).first().waitFor({ timeout: PATIENCE });
    await this.question().press('Enter', { timeout: ATTEMPT });
  }

  /** Press a key until what it opens is there. */
  async summon(key: string, opened: Locator): Promise<void> {
    await eventually(async () => {
      await this.page.keyboard.press(key);
      await opened.first().waitFor({ timeout: ATTEMPT });
    });
  }

  /** What the box at the top offers. */
  offered(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  private question(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** Wait for a notification that says something, and return it. */
  async toast(words: RegExp | string): Promise<Locator> {
    const toast = this.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ hasText: words })
      .first();
    await toast.waitFor({ timeout: PATIENCE });
    return toast;
  }

  /** Check that no notification is shown, nor comes in a moment. */
  async noToast(): Promise<void> {
    await this.page.waitForTimeout(1_500);
    const toasts = this.page.locator('.notifications-toasts .notification-list-item');
    assert.deepEqual(await toasts.allInnerTexts(), []);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'hidden', timeout: PATIENCE });
  }

  /** The line and the column of the cursor as the status bar shows them, counted from 1. */
  async cursor(): Promise<{ line: number; column: number }> {
    const text = await this.page.locator('#status\\.editor\\.selection').innerText();
    const found = /Ln (\d+), Col (\d+)/.exec(text);
    assert.ok(found, `the status bar says '${text}'`);
    return { line: Number(found[1]), column: Number(found[2]) };
  }

  /** The document inside the webview that is shown. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /**
   * Write a picture into the folder that FLOE_E2E_PICTURES names; nothing when it is not set.
   *
   * @param height What is kept from the top, in pixels; everything when missing.
   * @param options.isUrgent Whether it is of this very moment.
   */
  async picture(name: string, height?: number, { isUrgent = false } = {}): Promise<void> {
    const folder = process.env['FLOE_E2E_PICTURES'];
    if (folder) {
      await mkdir(folder, { recursive: true });
      if (!isUrgent) {
        // What fades in has to be there.
        await this.page.waitForTimeout(500);
      }
      const size = this.page.viewportSize();
      const clip = height && size ? { x: 0, y: 0, width: size.width, height } : undefined;
      await this.page.screenshot({ path: path.join(folder, `${name}.png`), ...(clip && { clip }) });
    }
  }

  /** Where a text of a line stands on the screen, in pixels. */
  async boxOf(file: string, line: string, text: string) {
    const lines = this.editor(file).locator('.view-line');
    await lines.first().waitFor({ timeout: PATIENCE });
    const box = await lines.evaluateAll(
      (elements, [wholeLine, part]) => {
        const plain = (value: string | null) => (value ?? '').replaceAll('\u00a0', ' ');
        const texts = elements.map((one) => plain(one.textContent).trim());
        const same = texts.indexOf(wholeLine.trim());
        // Hints stand behind what is written.
        const hinted = texts.findIndex((text) => text.startsWith(wholeLine.trim()));
        const element = elements[same >= 0 ? same : hinted];
        const start = plain(element?.textContent ?? null).indexOf(part);
        if (!element || start < 0) {
          return undefined;
        }
        const at = (offset: number): [Node, number] => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          let left = offset;
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const length = node.textContent?.length ?? 0;
            if (left <= length) {
              return [node, left];
            }
            left -= length;
          }
          throw new Error('the line is shorter than its text');
        };
        const range = document.createRange();
        range.setStart(...at(start));
        range.setEnd(...at(start + part.length));
        const { left, right, top, bottom } = range.getBoundingClientRect();
        return { left, right, top, bottom };
      },
      [line, text] as const,
    );
    assert.ok(box, `the editor shows no line '${line}' with '${text}'`);
    return box;
  }
}

/** Repeat a check until it passes; the last failure is the one that counts. */
export async function eventually<T>(check: () => Promise<T>, patience = PATIENCE): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
