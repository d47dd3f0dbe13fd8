/** Reads plain data with care: another version of the server, or anything else, may have sent it. */

/** Return the fields of an object; none for anything else. */
export function fieldsOf(given: unknown): Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given } : {};
}

/** Return a list; an empty one for anything else. */
export function listOf(given: unknown): unknown[] {
  return Array.isArray(given) ? given : [];
}

/** Return a text; `undefined` for anything else. */
export function textOf(given: unknown): string | undefined {
  return typeof given === 'string' ? given : undefined;
}

/** Return the texts of a list, without its other items. */
export function textsOf(given: unknown): string[] {
  return listOf(given).filter((each) => typeof each === 'string');
}

/** Return what an error says; anything may be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
