/** The panels that show graphs, one a product. */

import { randomBytes } from 'node:crypto';
import {
  type Disposable,
  languages,
  Position,
  Range,
  type TextEditor,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
} from 'vscode';
import { onCaretMove } from '../common/caretMoves';
import type { Log } from '../common/log';
import { newest } from '../common/newest';
import { messageOf } from '../common/plainData';
import { folderNameOf } from '../common/product';
import { refreshAfterEdits } from '../server/refresh';
import type { Supervisor } from '../server/supervisor';
import { transformAt } from './atCaret';
import type { FromView, Graph, ToView } from './model';
import { graphPage } from './page';
import { readGraph, readMessage } from './read';
import { saveDrawing } from './save';

export class GraphPanels implements Disposable {
  private readonly panels = new Map<string, GraphPanel>();
  private readonly disposables: Disposable[];

  constructor(
    private readonly extensionUri: Uri,
    private readonly supervisor: Supervisor,
    private readonly log: Log,
  ) {
    const refresh = refreshAfterEdits(supervisor, () => {
      for (const panel of this.panels.values()) {
        void panel.update();
      }
    });
    this.disposables = [
      refresh,
      languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => this.panels.has(uri.toString()))) {
          refresh.soon();
        }
      }),
      ...onCaretMove((editor) => {
        if (editor !== undefined) {
          this.panels.get(editor.document.uri.toString())?.follow(editor);
        }
      }),
    ];
  }

  /** Show the graph of a product beside it. */
  show(product: Uri): void {
    const key = product.toString();
    const shown = this.panels.get(key);
    if (shown !== undefined) {
      shown.panel.reveal();
      return;
    }
    const media = Uri.joinPath(this.extensionUri, 'dist', 'graph');
    const panel = window.createWebviewPanel(
      'floe.graph',
      folderNameOf(product),
      { viewColumn: ViewColumn.Beside },
      { enableScripts: true, localResourceRoots: [media] },
    );
    panel.iconPath = Uri.joinPath(this.extensionUri, 'media', 'icon.svg');
    const made = new GraphPanel(panel, product, media, this.supervisor, this.log);
    this.panels.set(key, made);
    panel.onDidDispose(() => this.panels.delete(key));
  }

  dispose(): void {
    for (const each of [...this.disposables, ...[...this.panels.values()].map((p) => p.panel)]) {
      each.dispose();
    }
  }
}

class GraphPanel {
  private graph: Graph = { product: null, nodes: [], edges: [] };
  /** The transform that the view was last told the caret is in. */
  private caret: string | null = null;
  /** The editor whose caret was followed last, of several that may show the product. */
  private followed: TextEditor | undefined;
  private readonly key: string;
  private readonly askAgain = newest(
    () => this.ask(),
    (answer) => this.draw(answer),
  );

  constructor(
    readonly panel: WebviewPanel,
    private readonly product: Uri,
    media: Uri,
    private readonly supervisor: Supervisor,
    private readonly log: Log,
  ) {
    this.key = product.toString();
    const { webview } = panel;
    webview.onDidReceiveMessage((given: unknown) => {
      const message = readMessage(given);
      if (message !== undefined) {
        void this.take(message);
      }
    });
    panel.onDidChangeViewState(() => panel.visible && void this.update());
    webview.html = html(webview, media);
  }

  /** Ask for the graph and draw it. */
  async update(): Promise<void> {
    if (this.panel.visible) {
      await this.askAgain();
    }
  }

  /** Light up the transform that the caret comes to. */
  follow(editor: TextEditor): void {
    this.followed = editor;
    const name = transformAt(this.graph, editor.selection.active);
    if (name !== null && name !== this.caret) {
      this.caret = name;
      void this.panel.webview.postMessage({ type: 'caret', name } satisfies ToView);
    }
  }

  private async ask(): Promise<ToView> {
    try {
      const answer = await this.supervisor.execute('floe.graph', this.key);
      const graph = readGraph(answer);
      const editor = this.editor();
      const caret = editor === undefined ? null : transformAt(graph, editor.selection.active);
      return { type: 'graph', graph, caret };
    } catch (error) {
      return { type: 'trouble', message: messageOf(error) };
    }
  }

  private draw(answer: ToView): void {
    void this.panel.webview.postMessage(answer);
    if (answer.type !== 'graph') {
      return;
    }
    const { graph } = answer;
    this.graph = graph;
    this.panel.title = graph.product || folderNameOf(this.product);
    if (!graph.nodes.some(({ name }) => name === this.caret)) {
      // The light went with its transform.
      this.caret = null;
    }
    // What was typed or renamed under the caret is known only now.
    const editor = this.editor();
    if (editor !== undefined) {
      this.follow(editor);
    }
  }

  private async take(message: FromView): Promise<void> {
    switch (message.type) {
      case 'ready':
        // A page that was hidden is a new one, and was told nothing yet.
        this.caret = null;
        await this.update();
        break;
      case 'open':
        await this.open(message.name);
        break;
      case 'export':
        try {
          await saveDrawing(this.product, message.format, message.data);
        } catch (error) {
          this.log.error(`graph: ${String(error)}`);
          void window.showErrorMessage(`Floe: the graph could not be saved: ${String(error)}`);
        }
        break;
    }
  }

  /** Go to the line of a transform, in the editor that shows the product where there is one. */
  private async open(name: string): Promise<void> {
    const node = this.graph.nodes.find((each) => each.name === name);
    if (node === undefined) {
      return;
    }
    const { start, end } = node.selection;
    const selection = new Range(
      new Position(start.line, start.character),
      new Position(end.line, end.character),
    );
    const viewColumn = this.editor()?.viewColumn ?? ViewColumn.One;
    const editor = await window.showTextDocument(this.product, { viewColumn, selection });
    editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** The editor that shows the product: the active one, or else the one that was it last. */
  private editor(): TextEditor | undefined {
    const { activeTextEditor: active, visibleTextEditors: visible } = window;
    const showing = visible.filter(({ document }) => document.uri.toString() === this.key);
    return [active, this.followed].find((each) => each && showing.includes(each)) ?? showing[0];
  }
}

function html(webview: Webview, media: Uri): string {
  const address = (name: string) => webview.asWebviewUri(Uri.joinPath(media, name)).toString();
  return graphPage({
    script: address('main.js'),
    style: address('style.css'),
    source: webview.cspSource,
    nonce: randomBytes(16).toString('hex'),
  });
}
