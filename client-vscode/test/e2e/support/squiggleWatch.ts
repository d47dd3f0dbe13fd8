/** Waits inside the page for a squiggle to come or go, so that it is seen with the frame that has it. */

import type { Page } from 'playwright-core';

export interface Seen {
  /** Milliseconds from the key to the frame; below 0 where it was there before. */
  readonly milliseconds: number;
  /** How many keys had been struck since. */
  readonly keysMeanwhile: number;
}

/** How long it is waited for, in milliseconds. */
const LIMIT = 4_000;

/**
 * Wait until a line has an error, or none any more.
 *
 * @param key The key from which on the time counts, as browsers name it; it is struck after the call.
 * @param line From 1.
 * @returns Nothing where it does not come to be so.
 */
export function squiggle(
  page: Page,
  what: 'comes' | 'goes',
  { file, line, key }: { file: string; line: number; key: string },
): Promise<Seen | undefined> {
  return page.evaluate(
    async ({ what, file, line, key, limit }) => {
      const struck: number[] = [];
      const note = (event: KeyboardEvent) => {
        if (struck.length > 0 || event.key === key) {
          struck.push(performance.now());
        }
      };
      document.addEventListener('keydown', note, true);
      const top = (element: Element | null) => (element as HTMLElement | null)?.style.top;
      const isThere = () => {
        const editor = document.querySelector(`.monaco-editor[data-uri$="${file}"]`);
        const numbers = editor?.querySelectorAll('.margin-view-overlays .line-numbers') ?? [];
        const here = [...numbers].find((each) => Number(each.textContent) === line);
        const squiggles = editor?.querySelectorAll('.view-overlays .squiggly-error') ?? [];
        const height = top(here?.parentElement ?? null);
        return [...squiggles].some((each) => top(each.parentElement) === height);
      };
      const frame = () => new Promise(requestAnimationFrame);
      const begun = performance.now();
      let since: number | undefined;
      try {
        while (performance.now() - begun < 3 * limit) {
          const [first] = struck;
          if (first !== undefined && performance.now() - first > limit) {
            return undefined;
          }
          if (isThere() !== (what === 'comes')) {
            since = undefined;
          } else {
            since ??= performance.now();
            if (first !== undefined) {
              return { milliseconds: since - first, keysMeanwhile: struck.length - 1 };
            }
          }
          await frame();
        }
        return undefined;
      } finally {
        document.removeEventListener('keydown', note, true);
      }
    },
    { what, file, line, key, limit: LIMIT },
  );
}
