/** Makes the pages: a code's from the server, the doctor's from all that is known. */

import { type ExtensionContext, env, version, workspace } from 'vscode';
import { fieldsOf, messageOf } from '../common/plainData';
import type { Supervisor } from '../server/supervisor';
import { readDoctor } from './doctorAnswer';
import { doctorPage } from './doctorPage';
import type { PageMaker } from './pages';

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
    const { markdown } = fieldsOf(await supervisor.executeSoon('floe.explain', code));
    return String(markdown ?? '');
  } catch (error) {
    return `# ${code}\n\n${messageOf(error)}\n`;
  }
}
