/** `Floe: Doctor`: what the extension and the server see, when something is not as it should be. */

import { DOCTOR_PAGE } from '../views/pageMaker';
import type { Services } from './services';

export async function doctor({ pages }: Services): Promise<void> {
  await pages.show(DOCTOR_PAGE);
}
