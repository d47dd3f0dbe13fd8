/** When a server that crashed is started again. */

/** Milliseconds before each restart; after the last one a person decides. */
export const DELAYS: readonly number[] = [500, 2_000, 5_000, 15_000];

/** A server that ran this long, in milliseconds, is taken for healthy: the count begins again. */
export const HEALTHY_AFTER = 180_000;

/** Counts crashes. Time comes from outside, in milliseconds. */
export class Backoff {
  private crashes = 0;
  private startedAt = 0;

  /** Note that the server runs. */
  started(now: number): void {
    this.startedAt = now;
  }

  /** Return how long to wait before the next start, or `undefined` to give up. */
  crashed(now: number): number | undefined {
    if (now - this.startedAt >= HEALTHY_AFTER) {
      this.crashes = 0;
    }
    const delay = DELAYS[this.crashes];
    this.crashes += 1;
    return delay;
  }

  /** How often it crashed since it was last healthy. */
  get count(): number {
    return this.crashes;
  }

  /** Begin again, for a restart that a person asked for. */
  reset(): void {
    this.crashes = 0;
  }
}
