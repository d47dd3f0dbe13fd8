/** `Floe: Compile` and `Floe: Dry Run`; the server tells how it went, with what can be done next. */

import { chooseProduct } from './chooseProduct';
import type { Services } from './services';

export async function compile(services: Services, given?: unknown): Promise<unknown> {
  return run(services, 'floe.compile', given);
}

export async function dryRun(services: Services, given?: unknown): Promise<unknown> {
  return run(services, 'floe.dryRun', given);
}

async function run({ supervisor, status }: Services, id: string, given: unknown): Promise<unknown> {
  const product = await chooseProduct(given);
  return product && status.during(supervisor.execute(id, product.toString()));
}
