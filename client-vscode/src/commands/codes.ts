/** The codes of diagnostics, such as `E110` and `FLOE-E201`. */

const CODE = /^(?:FLOE-)?[A-Z]\d{3}$/i;
/** What the server signs its diagnostics with; linters have codes of the same form. */
const SOURCE = 'floe';

/** What is looked at of a diagnostic: its code is plain, or stands beside a link. */
export interface Coded {
  readonly source?: string | undefined;
  readonly code?: unknown;
}

/** Whether a text has the form of a code; only the server knows which there are. */
export function looksLikeCode(text: string): boolean {
  return CODE.test(text);
}

/** Return the code of a diagnostic; `undefined` for one that is not the server's. */
export function codeOf({ source, code }: Coded): string | undefined {
  const value = typeof code === 'object' && code !== null && 'value' in code ? code.value : code;
  return source === SOURCE && typeof value === 'string' && looksLikeCode(value) ? value : undefined;
}
