/** A task of type `floe` as tasks.json has it. */

/** What a task says; the form stands in package.json under `taskDefinitions`. */
export interface FloeTask {
  readonly task: 'check' | 'compile';
  /** A product or a folder, from the workspace folder; the whole folder when it is missing. */
  readonly path?: string;
  /** More words for the command. */
  readonly args: readonly string[];
}

/** Read a definition; `undefined` when it is not one of ours. */
export function readTask(given: Readonly<Record<string, unknown>>): FloeTask | undefined {
  const { task, path, args } = given;
  if (task !== 'check' && task !== 'compile') {
    return undefined;
  }
  return {
    task,
    ...(typeof path === 'string' && path ? { path } : {}),
    args: Array.isArray(args) ? args.filter((each) => typeof each === 'string') : [],
  };
}

/**
 * Return the words of the command line.
 *
 * Findings come one a line: the report for people breaks long messages at the terminal's edge, where
 * a problem matcher would lose them.
 */
export function wordsOf({ task, path, args }: FloeTask): string[] {
  const where = path === undefined ? [] : task === 'compile' ? ['--spec', path] : [path];
  const form = task === 'compile' ? ['--report', 'concise'] : ['--format', 'concise'];
  return [task, ...where, ...form, ...args];
}

/** Return the name that the list of tasks shows. */
export function nameOf({ task, path }: FloeTask): string {
  return path === undefined ? `${task} all products` : `${task} ${path}`;
}
