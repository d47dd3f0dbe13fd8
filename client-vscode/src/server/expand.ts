/** Expands what a person may write in the path of a setting. */

/** What the variables stand for. */
export interface Surroundings {
  /** The user's home folder. */
  readonly home: string;
  /** Absolute path of the workspace folder, when there is one. */
  readonly workspaceFolder?: string | undefined;
  /** The environment's variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The expanded text, or the variable that stands for nothing here. */
export type Expanded =
  | { readonly ok: true; readonly text: string; readonly usesWorkspace: boolean }
  | { readonly ok: false; readonly variable: string };

const VARIABLE = /\$\{([^{}]+)\}/g;

/**
 * Expand `~`, `${workspaceFolder}`, `${userHome}` and `${env:NAME}`.
 *
 * A variable that is not set is reported, since a path with a hole in it names another file.
 * Quotes and blanks stay as they are: no shell reads the result.
 */
export function expand(text: string, { home, workspaceFolder, env }: Surroundings): Expanded {
  let usesWorkspace = false;
  let missing: string | undefined;
  const replaced = text.trim().replace(VARIABLE, (whole: string, name: string) => {
    let value: string | undefined;
    if (name === 'workspaceFolder') {
      usesWorkspace = true;
      value = workspaceFolder;
    } else if (name === 'userHome') {
      value = home;
    } else if (name.startsWith('env:')) {
      value = env[name.slice('env:'.length)];
    }
    missing ??= value ? undefined : whole;
    return value ?? '';
  });
  if (missing !== undefined) {
    return { ok: false, variable: missing };
  }
  const isHome = replaced === '~' || replaced.startsWith('~/') || replaced.startsWith('~\\');
  return { ok: true, text: isHome ? home + replaced.slice(1) : replaced, usesWorkspace };
}
