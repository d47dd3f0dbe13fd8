/** The answer of `floe.newProduct` about a folder, and what it says of a name. */

import { fieldsOf, listOf, textOf, textsOf } from '../common/plainData';

export interface ManifestCandidate {
  readonly uri: string;
  /** As the product would name it. */
  readonly path: string;
  /** Whether it counts for a product that names none. */
  readonly governing: boolean;
}

export interface ModelCandidate {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/** Which names a product or a model may have. */
export interface NameRule {
  readonly pattern: string;
  readonly maxLength: number;
  readonly words: string;
}

export interface Candidates {
  /** URI of the product that the folder has already. */
  readonly existing?: string;
  readonly name: string;
  readonly nameRule: NameRule;
  readonly owner?: string;
  readonly manifests: readonly ManifestCandidate[];
  /** Name of the manifest that can be created beside the product. */
  readonly newManifest?: string;
  readonly models: readonly ModelCandidate[];
  /** Of how many models those are the first. */
  readonly modelCount: number;
  readonly modelRule: NameRule;
}

/** Read the answer; `undefined` when the server refused. */
export function readCandidates(answer: unknown): Candidates | undefined {
  const {
    ok,
    existing,
    name,
    nameRule,
    owner,
    manifests,
    newManifest,
    models,
    modelCount,
    modelRule,
  } = fieldsOf(answer);
  if (ok !== true) {
    return undefined;
  }
  return {
    ...(typeof existing === 'string' ? { existing } : {}),
    name: textOf(name) ?? '',
    nameRule: readRule(nameRule),
    ...(typeof owner === 'string' ? { owner } : {}),
    manifests: listOf(manifests).flatMap((each) => {
      const { uri, path, governing } = fieldsOf(each);
      return typeof uri === 'string' && typeof path === 'string'
        ? [{ uri, path, governing: governing === true }]
        : [];
    }),
    ...(typeof newManifest === 'string' ? { newManifest } : {}),
    models: listOf(models).flatMap((each) => {
      const { name: model, dependsOn } = fieldsOf(each);
      return typeof model === 'string' ? [{ name: model, dependsOn: textsOf(dependsOn) }] : [];
    }),
    modelCount: Number(modelCount) || 0,
    modelRule: readRule(modelRule),
  };
}

function readRule(given: unknown): NameRule {
  const { pattern, maxLength, words } = fieldsOf(given);
  return {
    pattern: textOf(pattern) ?? '',
    maxLength: Number(maxLength) || Number.POSITIVE_INFINITY,
    words: textOf(words) ?? '',
  };
}

/** Say what is wrong with a name, of one that is empty `missing`; `undefined` when nothing is. */
export function nameProblem(
  name: string,
  { pattern, maxLength, words }: NameRule,
  missing: string,
): string | undefined {
  if (name === '') {
    return missing;
  }
  const fits = new RegExp(pattern, 'u').test(name) && name.length <= maxLength;
  return fits ? undefined : `${words}, at most ${maxLength} characters`;
}
