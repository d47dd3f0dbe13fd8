/** A test runner small enough for the extension host. */

interface Case {
  readonly name: string;
  readonly body: () => Promise<void>;
}

const cases: Case[] = [];

/** How long a test may take, in milliseconds. */
const PATIENCE = 60_000;

export function test(name: string, body: () => Promise<void>): void {
  cases.push({ name, body });
}

/**
 * Run all tests one after the other.
 *
 * @throws When one fails; the log names each.
 */
export async function runAll(): Promise<void> {
  const failed: string[] = [];
  for (const { name, body } of cases) {
    try {
      await Promise.race([body(), late()]);
      console.log(`ok - ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(`not ok - ${name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  console.log(`${cases.length - failed.length} of ${cases.length} tests passed`);
  if (failed.length > 0) {
    throw new Error(`failed: ${failed.join('; ')}`);
  }
}

/** Ask again and again until the answer is there. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${what}`);
}

function late(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('took too long')), PATIENCE).unref();
  });
}
