/** Registers the commands. Their ids are those of the server where the server does the work. */

import { commands, type Disposable } from 'vscode';
import { showFailure, showProblem } from '../views/showProblem';
import { chooseInterpreter } from './chooseInterpreter';
import { chooseManifest } from './chooseManifest';
import { compile, dryRun } from './compile';
import { doctor } from './doctor';
import { explain } from './explain';
import { newProduct } from './newProduct';
import { compareArtifacts, previewArtifacts } from './preview';
import { refreshManifests } from './refreshManifests';
import { restartServer, showLogs, showServerProblem } from './server';
import type { Services } from './services';
import { showGraph } from './showGraph';
import { showReferences } from './showReferences';
import { tell } from './tell';

/** What runs: a command may be given an argument by anything, so each checks its own. */
export type Command = (services: Services, ...given: unknown[]) => Promise<unknown>;

interface Entry {
  readonly run: Command;
  /** Whether it does its work without a server; for any other the server is woken. */
  readonly alone?: true;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  'floe.compile': { run: compile },
  'floe.dryRun': { run: dryRun },
  'floe.previewArtifacts': { run: previewArtifacts },
  'floe.compareArtifacts': { run: compareArtifacts },
  'floe.graph': { run: showGraph },
  'floe.newProduct': { run: newProduct },
  'floe.chooseManifest': { run: chooseManifest },
  'floe.refreshManifests': { run: refreshManifests },
  'floe.explain': { run: explain },
  'floe.tell': { run: tell },
  'floe.doctor': { run: doctor },
  'floe.restartServer': { run: restartServer, alone: true },
  'floe.showLogs': { run: showLogs, alone: true },
  'floe.showProblem': { run: showServerProblem, alone: true },
  'floe.showReferences': { run: showReferences, alone: true },
  'floe.chooseInterpreter': { run: chooseInterpreter, alone: true },
};

export function registerCommands(services: Services): Disposable[] {
  return Object.entries(COMMANDS).map(([id, { run, alone = false }]) =>
    commands.registerCommand(id, async (...given: unknown[]) => {
      try {
        if (!alone) {
          void services.supervisor.wake();
        }
        return await run(services, ...given);
      } catch (error) {
        services.log.error(`${id}: ${error instanceof Error ? error.stack : String(error)}`);
        const { state } = services.supervisor;
        void (state.kind === 'failed' && !alone
          ? showProblem(state.problem)
          : showFailure('the command did not work', error));
        return undefined;
      }
    }),
  );
}
