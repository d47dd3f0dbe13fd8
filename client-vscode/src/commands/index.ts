/** Registers the commands. Their ids are those of the server where the server does the work. */

import { commands, type Disposable } from 'vscode';
import { showFailure, showProblem } from '../views/showProblem';
import { chooseInterpreter } from './chooseInterpreter';
import { compile, dryRun } from './compile';
import { doctor } from './doctor';
import { explain } from './explain';
import { newProduct } from './newProduct';
import { compareArtifacts, previewArtifacts } from './preview';
import { restartServer, showLogs, showServerProblem } from './server';
import type { Services } from './services';
import { showGraph } from './showGraph';
import { showReferences } from './showReferences';

/** What runs: a command may be given an argument by anything, so each checks its own. */
export type Command = (services: Services, ...given: unknown[]) => Promise<unknown>;

const COMMANDS: Readonly<Record<string, Command>> = {
  'floe.compile': compile,
  'floe.dryRun': dryRun,
  'floe.previewArtifacts': previewArtifacts,
  'floe.compareArtifacts': compareArtifacts,
  'floe.graph': showGraph,
  'floe.newProduct': newProduct,
  'floe.explain': explain,
  'floe.doctor': doctor,
  'floe.restartServer': restartServer,
  'floe.showLogs': showLogs,
  'floe.showProblem': showServerProblem,
  'floe.showReferences': showReferences,
  'floe.chooseInterpreter': chooseInterpreter,
};

/** Commands that need no server. */
const ALONE = new Set([
  'floe.restartServer',
  'floe.showLogs',
  'floe.showProblem',
  'floe.showReferences',
  'floe.chooseInterpreter',
]);

export function registerCommands(services: Services): Disposable[] {
  return Object.entries(COMMANDS).map(([id, command]) =>
    commands.registerCommand(id, async (...given: unknown[]) => {
      try {
        if (!ALONE.has(id)) {
          void services.supervisor.wake();
        }
        return await command(services, ...given);
      } catch (error) {
        services.log.error(`${id}: ${error instanceof Error ? error.stack : String(error)}`);
        const { state } = services.supervisor;
        void (state.kind === 'failed' && !ALONE.has(id)
          ? showProblem(state.problem)
          : showFailure('the command did not work', error));
        return undefined;
      }
    }),
  );
}
