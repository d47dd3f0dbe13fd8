/** The text of a preview; what has to be said beside the artifact is a comment above it. */

import { counted } from '../common/counted';
import { fieldsOf, textsOf } from '../common/plainData';

/** The answer of `floe.previewArtifacts`. */
export interface PreviewAnswer {
  /** The artifact, unless the product has errors. */
  readonly text?: string;
  /** Where it would be written. */
  readonly path: string;
  /** How many errors the product has. */
  readonly errors: number;
  /** Names of the files whose text in the editor is not saved. */
  readonly unsaved: readonly string[];
  /** What changes since the last compile, line by line; nothing where there is none to compare. */
  readonly changes?: readonly string[];
}

/**
 * Read the answer.
 *
 * @throws When it is not a preview.
 */
export function readPreview(answer: unknown): PreviewAnswer {
  const { text, path, problems, unsaved, changes } = fieldsOf(answer);
  if (typeof path !== 'string') {
    throw new Error('the server sent no preview');
  }
  return {
    ...(typeof text === 'string' ? { text } : {}),
    path,
    errors: Number(problems) || 0,
    unsaved: textsOf(unsaved),
    ...(Array.isArray(changes) ? { changes: textsOf(changes) } : {}),
  };
}

/**
 * Return what the document shows.
 *
 * @param answer What the server said, or why it said nothing.
 * @param last The last artifact that compiled.
 */
export function previewText(answer: PreviewAnswer | Error, last: string | undefined): string {
  if (!(answer instanceof Error) && answer.text !== undefined) {
    return commented(changesOf(answer)) + answer.text;
  }
  const reason =
    answer instanceof Error
      ? `There is no newer preview: ${answer.message}`
      : `The product has ${counted(answer.errors, 'error')}, so nothing would be written`;
  const below = last === undefined ? '' : '; below is the last artifact that compiled';
  return `${commented([`${reason}${below}.`])}${last ?? ''}`;
}

function changesOf({ changes }: PreviewAnswer): readonly string[] {
  if (changes === undefined) {
    return [];
  }
  return changes.length === 0
    ? ['Nothing changes since the last compile.']
    : ['What changes since the last compile:', ...changes];
}

/** Return lines as comments; one that holds several stays one. */
function commented(lines: readonly string[]): string {
  return lines.map((line) => `// ${line.replace(/[\r\n\u2028\u2029]+/g, ' ')}\n`).join('');
}
