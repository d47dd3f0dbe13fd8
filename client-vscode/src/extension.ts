/** Activation: makes the parts and connects them. */

import { type ExtensionContext, workspace } from 'vscode';
import { type Api, makeApi } from './api';
import { Artifacts } from './artifacts';
import { registerCommands } from './commands';
import { compileOnSave } from './compileOnSave';
import type { Services } from './context';
import { GraphPanels } from './graph/panels';
import { createLog } from './log';
import { pageMaker } from './pageMaker';
import { Pages } from './pages';
import { showProblem } from './problems';
import { serverSettingNames } from './settings';
import { Status } from './status';
import { Supervisor } from './supervisor';
import { provideTasks } from './tasks';
import { watchForFiles } from './wake';
import { watchForChanges } from './watchChanges';

let supervisor: Supervisor | undefined;

export function activate(context: ExtensionContext): Api {
  const log = createLog();
  const settingNames = serverSettingNames(context.extension.packageJSON);
  supervisor = new Supervisor(context.extensionPath, settingNames, log);
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
  context.subscriptions.push(
    log,
    supervisor,
    status,
    artifacts,
    pages,
    graphs,
    supervisor.onProblem((problem) => void showProblem(problem)),
    ...registerCommands(services),
    provideTasks(services),
    compileOnSave(services),
    ...watchForChanges(supervisor, log),
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
