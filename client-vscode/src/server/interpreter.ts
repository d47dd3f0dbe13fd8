/**
 * Chooses the Python that runs the bundled server.
 *
 * The order: the setting `floe.interpreter`; what the Python extension has chosen for the resource,
 * when it is installed; `python3` or `python` on PATH. Plain functions: what they look at is given.
 */

import { packedInWords } from './packed';

/** Oldest Python that the server runs on. */
export const OLDEST: readonly [number, number] = [3, 10];

export type InterpreterSource = 'setting' | 'python-extension' | 'path';

/** An interpreter that may run the server. */
export interface Candidate {
  readonly path: string;
  readonly source: InterpreterSource;
}

export type Version = readonly [number, number, number];

/** What an interpreter says of itself, or why it could not be asked. */
export type Probed =
  | { readonly ok: true; readonly version: Version; readonly implementation: string }
  | { readonly ok: false; readonly reason: string };

/** The interpreter that runs the server. */
export interface Interpreter extends Candidate {
  /** As in `3.12.1`. */
  readonly version: string;
}

/** Why an interpreter can't run the server. */
interface Unfit {
  readonly reason: string;
  /** Whether a newer version of it could. */
  readonly isTooOld: boolean;
}

/** One that was looked at and can't run the server. */
export interface Rejected extends Candidate, Unfit {
  /** Set when it runs, and is of another version or kind. */
  readonly version?: string;
}

export interface InterpreterChoice {
  readonly chosen?: Interpreter;
  readonly rejected: readonly Rejected[];
}

/** Asks an interpreter for its version. */
export type Probe = (path: string) => Promise<Probed>;

/**
 * Return the first candidate that runs, is new enough and has its libraries in the bundle.
 *
 * A setting is a person's word: when what it names can't run the server, nothing else is tried, and
 * the message says so.
 *
 * @param packed Names of the folders of compiled libraries, such as `cp312`.
 */
export async function chooseInterpreter(
  candidates: AsyncIterable<Candidate> | Iterable<Candidate>,
  probe: Probe,
  packed: readonly string[],
): Promise<InterpreterChoice> {
  const rejected: Rejected[] = [];
  const seen = new Set<string>();
  for await (const candidate of candidates) {
    if (seen.has(candidate.path)) {
      continue;
    }
    seen.add(candidate.path);
    const found = await probe(candidate.path);
    if (!found.ok) {
      rejected.push({ ...candidate, reason: found.reason, isTooOld: false });
    } else {
      const version = found.version.join('.');
      const why = unfit(found, packed);
      if (why === undefined) {
        return { chosen: { ...candidate, version }, rejected };
      }
      rejected.push({ ...candidate, version, ...why });
    }
    if (candidate.source === 'setting') {
      break;
    }
  }
  return { rejected };
}

/** Say in a few words where an interpreter comes from. */
export function sourceInWords(source: InterpreterSource): string {
  return {
    setting: 'setting floe.interpreter',
    'python-extension': 'chosen in the Python extension',
    path: 'found on PATH',
  }[source];
}

/** Say why an interpreter that runs can't run the server; `undefined` when it can. */
export function unfit(
  { version, implementation }: Extract<Probed, { ok: true }>,
  packed: readonly string[],
): Unfit | undefined {
  const [major, minor] = version;
  const name = `Python ${version.join('.')}`;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    const reason = `it is ${name}, and floe needs ${OLDEST.join('.')} or newer`;
    return { reason, isTooOld: true };
  }
  if (implementation !== 'cpython') {
    const reason = `it is ${implementation}, and the bundled server needs CPython`;
    return { reason, isTooOld: false };
  }
  if (!packed.includes(`cp${major}${minor}`)) {
    const words = packedInWords(packed);
    const reason = `it is ${name}, and the bundled server comes with libraries for ${words}`;
    return { reason, isTooOld: false };
  }
  return undefined;
}
