/** Reads the settings, with what an untrusted workspace may not decide left out. */

import { type Uri, workspace } from 'vscode';
import { effective, RESTRICTED } from './trust';

/** The section of the settings. */
export const SECTION = 'floe';

/** Return the value that counts of one setting, by its name without the section. */
export function setting<T>(name: string, resource?: Uri): T | undefined {
  const section = workspace.getConfiguration(SECTION, resource ?? null);
  return RESTRICTED.includes(name)
    ? effective(section.inspect<T>(name), workspace.isTrusted)
    : section.get<T>(name);
}

/**
 * Return the settings that the server knows, as the object that it is sent.
 *
 * @param names The names with their section, as the first group of package.json has them; that
 *   group is made from the server's own model.
 */
export function serverSettings(names: readonly string[], resource?: Uri): Record<string, unknown> {
  const plain = names.map((name) => name.slice(SECTION.length + 1));
  return Object.fromEntries(plain.map((name) => [name, setting(name, resource) ?? null]));
}

/** Return the names of the server's settings out of the extension's package.json. */
export function serverSettingNames(packageJson: unknown): string[] {
  const { contributes } = packageJson as {
    contributes: { configuration: { properties: Record<string, unknown> }[] };
  };
  return Object.keys(contributes.configuration[0]?.properties ?? {});
}
