/** What a lens with a count of references does: VS Code's own list of places. */

import { commands, Location, Position, Range, Uri } from 'vscode';
import { fieldsOf } from '../common/plainData';
import type { Services } from './services';

export async function showReferences(
  _: Services,
  uri?: unknown,
  position?: unknown,
  locations?: unknown,
): Promise<void> {
  const at = asPosition(position);
  if (typeof uri !== 'string' || at === undefined || !Array.isArray(locations)) {
    throw new Error('floe.showReferences takes a URI, a position and locations');
  }
  const places = locations.map(asLocation).filter((each) => each !== undefined);
  await commands.executeCommand('editor.action.showReferences', Uri.parse(uri, true), at, places);
}

function asLocation(given: unknown): Location | undefined {
  const { uri, range } = fieldsOf(given);
  const { start, end } = fieldsOf(range);
  const [from, to] = [asPosition(start), asPosition(end)];
  return typeof uri === 'string' && from && to
    ? new Location(Uri.parse(uri, true), new Range(from, to))
    : undefined;
}

/** Read a position of the protocol: line and character from zero, in UTF-16 units as VS Code. */
function asPosition(given: unknown): Position | undefined {
  const { line, character } = fieldsOf(given);
  return isCount(line) && isCount(character) ? new Position(line, character) : undefined;
}

function isCount(given: unknown): given is number {
  return Number.isInteger(given) && Number(given) >= 0;
}
