/**
 * What an untrusted workspace may decide.
 *
 * VS Code itself leaves out restricted settings (`capabilities.untrustedWorkspaces` in package.json);
 * they are left out here once more, so that no fault there runs a program of the workspace.
 */

/** The settings that name programs or addresses; the same list stands in package.json. */
export const RESTRICTED: readonly string[] = ['interpreter', 'server.path', 'docsBaseUrl'];

/** What `WorkspaceConfiguration.inspect` says of one setting. */
export interface Inspected<T> {
  readonly defaultValue?: T | undefined;
  readonly globalValue?: T | undefined;
  readonly workspaceValue?: T | undefined;
  readonly workspaceFolderValue?: T | undefined;
}

/** Return the value that counts: in an untrusted workspace only what the user has set. */
export function effective<T>(inspected: Inspected<T> | undefined, trusted: boolean): T | undefined {
  if (inspected === undefined) {
    return undefined;
  }
  const { defaultValue, globalValue, workspaceValue, workspaceFolderValue } = inspected;
  const own = globalValue ?? defaultValue;
  return trusted ? (workspaceFolderValue ?? workspaceValue ?? own) : own;
}
