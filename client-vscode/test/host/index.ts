/** Tests that run inside the extension host. The editor calls `run` and waits for its end. */

import './extension';
import './settings';
import { runAll } from './suite';

export async function run(): Promise<void> {
  await runAll();
}
