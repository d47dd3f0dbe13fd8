/** Keeps the newest answer where a question is asked again before it was answered. */

/** Return a function that asks, and hands on the answer unless it asked again in the meantime. */
export function newest<T>(
  ask: () => Promise<T>,
  take: (answer: T) => unknown,
): () => Promise<void> {
  let asked = 0;
  return async () => {
    asked += 1;
    const mine = asked;
    const answer = await ask();
    if (mine === asked) {
      await take(answer);
    }
  };
}
