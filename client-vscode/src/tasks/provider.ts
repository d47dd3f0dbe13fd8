/**
 * Provides tasks that run `floe check` and `floe compile` in a terminal, with findings one a line as
 * the matcher `$floe` of package.json reads them.
 */

import {
  type Disposable,
  ProcessExecution,
  Task,
  TaskGroup,
  type TaskProvider,
  tasks,
  type WorkspaceFolder,
  workspace,
} from 'vscode';
import { IGNORED_GLOB, PRODUCT_GLOB } from '../common/floeFiles';
import { isFile } from '../common/isFile';
import type { Log } from '../common/log';
import { type Launch, resolveLaunch } from '../server/launch';
import type { Supervisor } from '../server/supervisor';
import { floeProgram } from './program';
import { type FloeTask, nameOf, readTask, wordsOf } from './taskDefinition';

const TYPE = 'floe';
const MATCHER = '$floe';
const MOST = 50;

export function provideTasks(extensionPath: string, supervisor: Supervisor, log: Log): Disposable {
  return tasks.registerTaskProvider(TYPE, new Provider(extensionPath, supervisor, log));
}

class Provider implements TaskProvider {
  constructor(
    private readonly extensionPath: string,
    private readonly supervisor: Supervisor,
    private readonly log: Log,
  ) {}

  async provideTasks(): Promise<Task[]> {
    const launch = await this.launch();
    const products = await workspace.findFiles(PRODUCT_GLOB, IGNORED_GLOB, MOST);
    if (launch === undefined || products.length === 0) {
      return [];
    }
    const wanted = products.flatMap((uri) => {
      const folder = workspace.getWorkspaceFolder(uri);
      const path = workspace.asRelativePath(uri, false);
      return folder ? [{ folder, definition: { task: 'compile', path, args: [] } as const }] : [];
    });
    const all = [...new Set(wanted.map(({ folder }) => folder))].map((folder) => ({
      folder,
      definition: { task: 'check', args: [] } as const,
    }));
    return [...all, ...wanted]
      .map(({ folder, definition }) => make(launch, folder, definition))
      .filter((task) => task !== undefined);
  }

  async resolveTask(task: Task): Promise<Task | undefined> {
    const definition = readTask(task.definition);
    const scope = typeof task.scope === 'object' ? task.scope : workspace.workspaceFolders?.[0];
    const launch = await this.launch();
    return definition && scope && launch ? make(launch, scope, definition, task) : undefined;
  }

  private async launch(): Promise<Launch | undefined> {
    const { state } = this.supervisor;
    if (state.kind === 'running') {
      return state.launch;
    }
    const resolved = await resolveLaunch(this.extensionPath, this.log);
    return 'launch' in resolved ? resolved.launch : undefined;
  }
}

/** Make a task; `from` is what tasks.json holds, whose definition has to stay the same object. */
function make(
  launch: Launch,
  folder: WorkspaceFolder,
  definition: FloeTask,
  from?: Task,
): Task | undefined {
  const program = floeProgram(launch, wordsOf(definition), isFile);
  if (program === undefined) {
    return undefined;
  }
  const plain = { type: TYPE, ...definition };
  const execution = new ProcessExecution(program.command, [...program.args], {
    cwd: folder.uri.fsPath,
  });
  const task = new Task(
    from?.definition ?? plain,
    folder,
    nameOf(definition),
    TYPE,
    execution,
    MATCHER,
  );
  task.group = TaskGroup.Build;
  return task;
}
