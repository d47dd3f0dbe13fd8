/** The codes of diagnostics, such as `E110` and `FLOE-E201`. */

const CODE = /^(?:FLOE-)?[A-Z]\d{3}$/i;

/** Whether a text has the form of a code; only the server knows which there are. */
export function looksLikeCode(text: string): boolean {
  return CODE.test(text);
}

/** Return the code of a diagnostic as VS Code holds it: plain, or beside a link. */
export function codeOf(given: unknown): string | undefined {
  const value =
    typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
  return typeof value === 'string' && looksLikeCode(value) ? value : undefined;
}
