/** Makes the pages: a code's from the server, the doctor's from all that is known. */

import { type ExtensionContext, env, version, workspace } from 'vscode';
import { readDoctor } from './doctor';
import { doctorPage } from './doctorPage';
import type { PageMaker } from './pages';
import type { Supervisor } from './supervisor';

/** Name of the doctor's page. */
export const DOCTOR_PAGE = 'Doctor';

export function pageMaker(context: ExtensionContext, supervisor: Supervisor): PageMaker {
  return async (name) =>
    name === DOCTOR_PAGE ? doctor(context, supervisor) : explained(supervisor, name);
}

async function doctor(context: ExtensionContext, supervisor: Supervisor): Promise<string> {
  const answer =
    supervisor.state.kind === 'running'
      ? await supervisor.executeSoon('floe.doctor').then(readDoctor, () => undefined)
      : undefined;
  return doctorPage({
    extensionVersion: String(context.extension.packageJSON.version),
    editor: `${env.appName} ${version}`,
    trusted: workspace.isTrusted,
    state: supervisor.state,
    ...(answer === undefined ? {} : { doctor: answer }),
  });
}

async function explained(supervisor: Supervisor, code: string): Promise<string> {
  try {
    const answer = (await supervisor.executeSoon('floe.explain', code)) as { markdown?: unknown };
    return String(answer.markdown ?? '');
  } catch (error) {
    return `# ${code}\n\n${error instanceof Error ? error.message : String(error)}\n`;
  }
}
