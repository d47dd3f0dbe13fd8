/**
 * Activation: makes the parts and connects them.
 *
 * Imports lead one way, as test/unit/rooms.test.ts holds: this file joins the rooms, `commands/` use
 * `views/`, `graph/` and `tasks/`, these use `server/`, and all use `common/`.
 */

import { type ExtensionContext, workspace } from 'vscode';
import { type Api, makeApi } from './api';
import { registerCommands } from './commands';
import { compileOnSave } from './commands/compileOnSave';
import type { Services } from './commands/services';
import { createLog } from './common/log';
import { renewLanguage } from './common/renewLanguage';
import { serverSettingNames } from './common/settings';
import { GraphPanels } from './graph/panels';
import { followCaret } from './server/caret';
import { serverStarter } from './server/serverRun';
import { Supervisor } from './server/supervisor';
import { watchForFiles } from './server/wake';
import { watchForChanges } from './server/watchChanges';
import { provideTasks } from './tasks/provider';
import { Artifacts } from './views/artifacts';
import { pageMaker } from './views/pageMaker';
import { Pages } from './views/pages';
import { showProblem } from './views/showProblem';
import { Status } from './views/status';

let supervisor: Supervisor | undefined;

export function activate(context: ExtensionContext): Api {
  const log = createLog();
  const settingNames = serverSettingNames(context.extension.packageJSON);
  supervisor = new Supervisor(serverStarter(context.extensionPath, settingNames, log), log);
  const services: Services = {
    context,
    log,
    supervisor,
    status: new Status(supervisor),
    artifacts: new Artifacts(supervisor),
    pages: new Pages(pageMaker(context, supervisor)),
    graphs: new GraphPanels(context.extensionUri, supervisor, log),
  };
  const { status, artifacts, pages, graphs } = services;
  const wake = supervisor.wake.bind(supervisor);
  void renewLanguage();
  context.subscriptions.push(
    log,
    supervisor,
    status,
    artifacts,
    pages,
    graphs,
    supervisor.onProblem((problem) => void showProblem(problem)),
    ...registerCommands(services),
    provideTasks(context.extensionPath, supervisor, log),
    compileOnSave(services),
    ...watchForChanges(supervisor, log),
    ...followCaret(supervisor),
    watchForFiles(() => void wake()),
  );
  log.info(
    `Floe ${String(context.extension.packageJSON.version)}; trusted: ${workspace.isTrusted}`,
  );
  return makeApi(services);
}

export async function deactivate(): Promise<void> {
  await supervisor?.stop();
}
