/** What the commands work with. */

import type { ExtensionContext } from 'vscode';
import type { Log } from '../common/log';
import type { GraphPanels } from '../graph/panels';
import type { Supervisor } from '../server/supervisor';
import type { Artifacts } from '../views/artifacts';
import type { Pages } from '../views/pages';
import type { Status } from '../views/status';

export interface Services {
  readonly context: ExtensionContext;
  readonly log: Log;
  readonly supervisor: Supervisor;
  readonly status: Status;
  readonly artifacts: Artifacts;
  readonly pages: Pages;
  readonly graphs: GraphPanels;
}
