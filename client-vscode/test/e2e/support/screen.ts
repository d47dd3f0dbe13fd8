/** What an editor shows at one moment: its lines, the caret, the squiggles and the open suggestions. */

import type { Page } from 'playwright-core';

export type SquiggleKind = 'error' | 'warning' | 'info' | 'hint';

export interface ShownSquiggle {
  readonly kind: SquiggleKind;
  /** Its line, from 1. */
  readonly line: number;
  /** What it stands under; an estimate, for reports. */
  readonly text: string;
}

export interface Screen {
  /** The lines that are rendered, by their number from 1. */
  readonly lines: ReadonlyMap<number, string>;
  /** Line and column, from 1. */
  readonly caret: { readonly line: number; readonly column: number };
  readonly squiggles: readonly ShownSquiggle[];
  /** The suggestion that Enter would take; `undefined` when no list is open or none is chosen. */
  readonly suggestion: string | undefined;
  /** Whether what is typed goes into the text. */
  readonly hasKeyboard: boolean;
}

/** Where an editor takes what is typed. */
export const INPUT = 'textarea.inputarea, .native-edit-context';

/** Look at the editor of a file once what happened has been drawn. */
export async function look(page: Page, file: string): Promise<Screen> {
  const { lines, ...seen } = await page.evaluate(
    async ([end, input]) => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const editor = document.querySelector(`.monaco-editor[data-uri$="${end}"]`);
      if (editor === null) {
        throw new Error(`no editor shows ${end}`);
      }
      const plain = (text: string | null) => (text ?? '').replaceAll('\u00a0', ' ');
      const top = (element: Element | null) => (element as HTMLElement | null)?.style.top ?? '';
      // Lines are drawn as they come into sight; what belongs to a line stands at the same height.
      const numbers = new Map<string, number>();
      for (const each of editor.querySelectorAll('.margin-view-overlays .line-numbers')) {
        numbers.set(top(each.parentElement), Number(each.textContent));
      }
      const lines: [number, string][] = [];
      const letters = new Map<number, number>();
      for (const each of editor.querySelectorAll('.view-lines > .view-line')) {
        const number = numbers.get(top(each));
        if (number !== undefined) {
          const text = plain(each.textContent);
          lines.push([number, text]);
          const width = each.firstElementChild?.getBoundingClientRect().width ?? 0;
          letters.set(number, text.length > 0 ? width / text.length : 0);
        }
      }
      const written = new Map(lines);
      const squiggles: {
        kind: 'error' | 'warning' | 'info' | 'hint';
        line: number;
        text: string;
      }[] = [];
      for (const kind of ['error', 'warning', 'info', 'hint'] as const) {
        for (const each of editor.querySelectorAll(`.view-overlays .squiggly-${kind}`)) {
          const line = numbers.get(top(each.parentElement)) ?? 0;
          const { left, width } = (each as HTMLElement).style;
          const letter = letters.get(line) || 1;
          const start = Math.round(Number.parseFloat(left) / letter);
          const size = Math.max(1, Math.round(Number.parseFloat(width) / letter));
          squiggles.push({
            kind,
            line,
            text: (written.get(line) ?? '').slice(start, start + size),
          });
        }
      }
      // Drawn with the lines; the status bar, which tells the same, follows when it has the time.
      const cursor = editor.querySelector('.cursors-layer > .cursor') as HTMLElement | null;
      const [longest = 0] = [...lines].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
      const letter = letters.get(longest) || 1;
      const column = Math.round(Number.parseFloat(cursor?.style.left ?? '0') / letter) + 1;
      const chosen = editor.querySelector('.suggest-widget.visible .monaco-list-row.focused');
      return {
        lines,
        caret: { line: numbers.get(top(cursor)) ?? 0, column },
        squiggles,
        suggestion: chosen === null ? undefined : plain(chosen.getAttribute('aria-label')),
        hasKeyboard: document.activeElement === editor.querySelector(input),
      };
    },
    [file, INPUT] as const,
  );
  return { ...seen, lines: new Map(lines) };
}

/** What the list of problems says, one a line; it has to be open. */
export async function problems(page: Page): Promise<string[]> {
  const rows = page.locator('.markers-panel-container .monaco-list-row');
  const said = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label')));
  return said.filter((each) => each !== null);
}
