/** What follows on the edits of an action: the server says what they did, or shows the new file. */

import type { Services } from './services';

export async function tell({ supervisor }: Services, given?: unknown): Promise<void> {
  await supervisor.execute('floe.tell', given);
}
