/** `Floe: Choose Interpreter`: lists the Pythons at hand and writes the user's setting. */

import { ConfigurationTarget, type QuickPickItem, window, workspace } from 'vscode';
import { isFile } from '../common/isFile';
import { SECTION } from '../common/settings';
import { cleaned } from '../server/environment';
import { OLDEST, unfit } from '../server/interpreter';
import { onPath, pythonNames } from '../server/onPath';
import { packedNames, packedVersions } from '../server/packed';
import { probe } from '../server/probe';
import type { Services } from './services';

interface Item extends QuickPickItem {
  /** What is written; `undefined` to take the setting away, `null` to browse. */
  readonly value: string | null | undefined;
}

export async function chooseInterpreter({ context }: Services): Promise<void> {
  const oldest = OLDEST.join('.');
  const items: Item[] = [
    { label: '$(folder) Browse…', detail: `Any Python ${oldest} or newer`, value: null },
    { label: '$(sparkle) Automatic', detail: 'Take the setting away', value: undefined },
    ...(await found(context.extensionPath)),
  ];
  const placeHolder = `Which Python (${oldest} or newer) runs the server?`;
  const item = await window.showQuickPick(items, { placeHolder });
  if (item === undefined) {
    return;
  }
  const value = item.value === null ? await browsed() : item.value;
  if (value !== undefined || item.value === undefined) {
    // The server is restarted by the change of the setting.
    const settings = workspace.getConfiguration(SECTION);
    await settings.update('interpreter', value, ConfigurationTarget.Global);
  }
}

async function found(extensionPath: string): Promise<Item[]> {
  const packed = packedVersions(extensionPath);
  const env = cleaned(process.env);
  const search = { env: process.env, platform: process.platform, isFile };
  const names = [...pythonNames(process.platform), ...packedNames(packed)];
  const files = new Set(names.flatMap((name) => onPath(name, search)));
  const probed = await Promise.all(
    [...files].map(async (file) => ({ file, found: await probe(file, extensionPath, env) })),
  );
  return probed.flatMap(({ file, found }) =>
    found.ok && unfit(found, packed) === undefined
      ? [{ label: `Python ${found.version.join('.')}`, detail: file, value: file }]
      : [],
  );
}

async function browsed(): Promise<string | undefined> {
  const [file] = (await window.showOpenDialog({ title: 'Python for the Floe server' })) ?? [];
  return file?.fsPath;
}
