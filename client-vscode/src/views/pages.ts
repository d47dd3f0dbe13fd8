/** Pages to read, as Markdown documents that no file holds: those of the codes, and the doctor's. */

import {
  commands,
  type Disposable,
  EventEmitter,
  type TextDocumentContentProvider,
  Uri,
  workspace,
} from 'vscode';

const SCHEME = 'floe-pages';

/** Makes the text of a page by its name, such as `E110`; it says so when there is no such page. */
export type PageMaker = (name: string) => Promise<string>;

export class Pages implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly make: PageMaker) {}

  /** Show a page, rendered; its text is made again. */
  async show(name: string): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    this.changed.fire(uri);
    await commands.executeCommand('markdown.showPreview', uri);
  }

  async provideTextDocumentContent({ path }: Uri): Promise<string> {
    const name = /^\/([A-Za-z0-9-]+)\.md$/.exec(path)?.[1];
    return name === undefined ? `There is no page '${path.slice(1)}'.\n` : this.make(name);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
