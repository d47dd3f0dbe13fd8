/** What the commands work with. */

import type { ExtensionContext } from 'vscode';
import type { Artifacts } from './artifacts';
import type { GraphPanels } from './graph/panels';
import type { Log } from './log';
import type { Pages } from './pages';
import type { Status } from './status';
import type { Supervisor } from './supervisor';

export interface Services {
  readonly context: ExtensionContext;
  readonly log: Log;
  readonly supervisor: Supervisor;
  readonly status: Status;
  readonly artifacts: Artifacts;
  readonly pages: Pages;
  readonly graphs: GraphPanels;
}
