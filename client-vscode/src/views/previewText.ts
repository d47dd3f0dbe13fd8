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
}

/**
 * Read the answer.
 *
 * @throws When it is not a preview.
 */
export function readPreview(answer: unknown): PreviewAnswer {
  const { text, path, problems, unsaved } = fieldsOf(answer);
  if (typeof path !== 'string') {
    throw new Error('the server sent no preview');
  }
  return {
    ...(typeof text === 'string' ? { text } : {}),
    path,
    errors: Number(problems) || 0,
    unsaved: textsOf(unsaved),
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
    return answer.text;
  }
  const reason =
    answer instanceof Error
      ? `There is no newer preview: ${answer.message}`
      : `The product has ${counted(answer.errors, 'error')}, so nothing would be written`;
  const below = last === undefined ? '' : '; below is the last artifact that compiled';
  return `// ${reason.replace(/[\r\n]+/g, ' ')}${below}.\n${last ?? ''}`;
}
