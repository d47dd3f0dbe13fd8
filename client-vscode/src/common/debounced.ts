/** Puts off what is asked for often. */

export interface Debounced {
  (): void;
  /** Forget what was put off. */
  dispose(): void;
}

/** Return a function that runs `work` once, `delay` milliseconds after it was last called. */
export function debounced(delay: number, work: () => void): Debounced {
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(work, delay);
  };
  return Object.assign(ask, { dispose: () => clearTimeout(timer) });
}
