/** Read-only documents that show the artifact of a product as it would be written now. */

import {
  commands,
  type Disposable,
  EventEmitter,
  languages,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { messageOf } from '../common/plainData';
import { folderNameOf, productOf } from '../common/product';
import { refreshAfterEdits } from '../server/refresh';
import type { Supervisor } from '../server/supervisor';
import { NewestText } from './newestText';
import { type PreviewAnswer, previewText, readPreview } from './previewText';

const SCHEME = 'floe-artifacts';
/** Stands for an artifact that was never written, at the left of a comparison. */
const NEVER = 'never-compiled';
/** Stands for the artifact as it would be written, at the right of a comparison. */
const COMPARED = 'compared';

export class Artifacts implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  /** By the preview's URI. */
  private readonly newest = new NewestText();
  private readonly disposables: Disposable[];

  constructor(private readonly supervisor: Supervisor) {
    this.disposables = [
      this.changed,
      refreshAfterEdits(supervisor, () => this.fireAll()),
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      workspace.onDidCloseTextDocument(({ uri }) => this.newest.forget(uri.toString())),
    ];
  }

  /** Show the preview of a product beside it. */
  async preview(product: Uri): Promise<void> {
    const document = await workspace.openTextDocument(previewUri(product));
    await languages.setTextDocumentLanguage(document, 'jsonc');
    await window.showTextDocument(document, {
      viewColumn: ViewColumn.Beside,
      preserveFocus: true,
      preview: false,
    });
  }

  /** Compare what would be written with what was written last. */
  async compare(product: Uri): Promise<void> {
    const { path } = await this.ask(product);
    const written = Uri.file(path);
    const exists = await workspace.fs.stat(written).then(
      () => true,
      () => false,
    );
    const preview = previewUri(product);
    const left = exists ? written : preview.with({ fragment: NEVER });
    const name = folderNameOf(product);
    const title = exists ? `${name}: last compile ↔ now` : `${name}: never compiled ↔ now`;
    const right = preview.with({ fragment: COMPARED });
    await commands.executeCommand('vscode.diff', left, right, title);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const product = productOf(uri.query);
    if (product === undefined || uri.fragment === NEVER) {
      return '';
    }
    const question = this.newest.ask(uri.toString());
    try {
      const answer = await this.ask(product);
      // A comparison of the texts shows the changes by itself.
      const { changes: _, ...alone } = answer;
      const shown = uri.fragment === COMPARED ? alone : answer;
      return question.answer(previewText(shown, question.last), answer.text);
    } catch (error) {
      return question.answer(previewText(new Error(messageOf(error)), question.last));
    }
  }

  dispose(): void {
    for (const each of this.disposables) {
      each.dispose();
    }
  }

  private async ask(product: Uri): Promise<PreviewAnswer> {
    return readPreview(await this.supervisor.execute('floe.previewArtifacts', product.toString()));
  }

  private fireAll(): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === SCHEME) {
        this.changed.fire(uri);
      }
    }
  }
}

function previewUri(product: Uri): Uri {
  const path = `/Preview of ${folderNameOf(product)}.json`;
  return Uri.from({ scheme: SCHEME, path, query: product.toString() });
}
