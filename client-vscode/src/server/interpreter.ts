/**
 * Chooses the Python that runs the bundled server.
 *
 * The order: the setting `floe.interpreter`; what the Python extension has chosen for the resource,
 * when it is installed; `python3` or `python` on PATH. Plain functions: what they look at is given.
 */

/** Oldest Python that the server runs on. */
export const OLDEST: readonly [number, number] = [3, 10];

export type InterpreterSource = 'setting' | 'python-extension' | 'path';

/** An interpreter that might do. */
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

/** One that was looked at and does not do. */
export interface Rejected extends Candidate {
  readonly reason: string;
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
 * A setting is a person's word: when it does not do, nothing else is tried, and the message says so.
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
      rejected.push({ ...candidate, reason: found.reason });
    } else {
      const version = found.version.join('.');
      const reason = unfit(found.version, found.implementation, packed);
      if (reason === undefined) {
        return { chosen: { ...candidate, version }, rejected };
      }
      rejected.push({ ...candidate, version, reason });
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

/** Say why an interpreter that runs does not do; `undefined` when it does. */
function unfit(
  version: Version,
  implementation: string,
  packed: readonly string[],
): string | undefined {
  const [major, minor] = version;
  const name = `Python ${version.join('.')}`;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    return `it is ${name}, and floe needs ${OLDEST.join('.')} or newer`;
  }
  if (implementation !== 'cpython') {
    return `it is ${implementation}, and the bundled server needs CPython`;
  }
  if (!packed.includes(`cp${major}${minor}`)) {
    return `it is ${name}, and the bundled server comes with libraries for ${versions(packed)}`;
  }
  return undefined;
}

function versions(packed: readonly string[]): string {
  const minors = packed.map((name) => Number(name.slice(3))).sort((one, other) => one - other);
  return minors.length > 0 ? `3.${minors[0]} to 3.${minors.at(-1)}` : 'no version of Python';
}
