/** Says how many there are. */

/** Return a number and its noun, as in `1 error` and `2 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
