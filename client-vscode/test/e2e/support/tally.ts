/** What a typist counts. */

/** Something that the editor should not have done. */
export interface Surprise {
  readonly what: 'error here' | 'error elsewhere' | 'Enter swallowed' | 'text inserted';
  /** The text before the caret, from the start of its line. */
  readonly before: string;
  readonly key: string;
  /** The line of what surprises, from 1. */
  readonly line: number;
  readonly details: readonly string[];
}

export class Tally {
  /** Keys of the text, and Enters. */
  keys = 0;
  lines = 0;
  /** Keys after which a squiggle was there, on the typed line and on any other. */
  readonly here = { error: 0, warning: 0, info: 0, hint: 0 };
  readonly elsewhere = { error: 0, warning: 0, info: 0, hint: 0 };
  swallowed = 0;
  inserted = 0;
  /** Lines of which the editor gave too little indentation, or a wrong one. */
  corrections = 0;
  /** Lines that go on further left: nobody but the person knows that a block has ended. */
  blocksLeft = 0;
  /** Keys that came so late that nobody was typing; what was shown after them does not count. */
  pauses = 0;
  /** From one key to the next, in milliseconds. */
  readonly gaps: number[] = [];
  /** When the keys of the text were struck, in milliseconds since 1970. */
  readonly struck: number[] = [];
  readonly surprises: Surprise[] = [];
}

/** The counts, without what each was. */
export function summary({ surprises, struck, gaps, ...counts }: Tally): object {
  return { ...counts, gaps: gaps.map(Math.round) };
}
