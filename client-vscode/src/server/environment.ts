/** The environment that Python is started with. */

/** Variables that make a Python import what stands elsewhere; upper case. */
const LEFT_OUT = new Set(['PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP', '__PYVENV_LAUNCHER__']);

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Return the environment without what leads Python to other modules.
 *
 * `-I` says the same to the interpreter; a server of the user's own is started without `-I`.
 */
export function cleaned(env: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !LEFT_OUT.has(name.toUpperCase())) {
      kept[name] = value;
    }
  }
  return kept;
}
