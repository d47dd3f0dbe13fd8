/** What open documents show, where one is asked for again before it was answered. */

interface Shown {
  /** The last text that could be made. */
  made: string | undefined;
  /** What the newest question that was answered has shown, and its number. */
  text: string;
  by: number;
}

/** One question for the text of a document. */
export interface Question {
  /** The last text that could be made. */
  readonly last: string | undefined;
  /**
   * Take the answer.
   *
   * @param text What is to be shown.
   * @param made The text that was made, if it could be.
   * @returns What is to be shown now: that of a newer question, if this one was overtaken.
   */
  answer(text: string, made?: string): string;
}

export class NewestText {
  private readonly shown = new Map<string, Shown>();
  private asked = 0;

  /** Begin a question about a document. */
  ask(key: string): Question {
    const shown = this.shown.get(key) ?? { made: undefined, text: '', by: 0 };
    this.shown.set(key, shown);
    this.asked += 1;
    const number = this.asked;
    return {
      get last() {
        return shown.made;
      },
      answer: (text, made) => {
        if (number > shown.by) {
          Object.assign(shown, { text, by: number, made: made ?? shown.made });
        }
        return shown.text;
      },
    };
  }

  /** Forget a document that is closed; what is still asked about it brings nothing back. */
  forget(key: string): void {
    this.shown.delete(key);
  }

  get size(): number {
    return this.shown.size;
  }
}
