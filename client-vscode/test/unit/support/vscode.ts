/** What the unit tests use of VS Code, for they run without one. */

import { posix } from 'node:path';

type Listener<T> = (event: T) => unknown;

export class EventEmitter<T> {
  private readonly listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  fire(event: T): void {
    for (const listener of this.listeners) {
      listener(event);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}

  static parse(text: string): Uri {
    const [, scheme = '', path = ''] = /^(\w+):\/\/(.*)$/.exec(text) ?? [];
    return new Uri(scheme, path);
  }

  static joinPath({ scheme, path }: Uri, ...parts: string[]): Uri {
    return new Uri(scheme, posix.join(path, ...parts));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

/** The editors, of which a test says which is in front and where the carets are. */
export const editors = {
  visible: [] as readonly unknown[],
  inFront: undefined as unknown,
  selected: new EventEmitter<unknown>(),
  changed: new EventEmitter<unknown>(),
  /** Bring an editor to the front; `undefined` for something that is no editor of text. */
  bringToFront(editor: unknown): void {
    this.inFront = editor;
    this.changed.fire(editor);
  },
  /** The caret of an editor was moved. */
  move(textEditor: unknown): void {
    this.selected.fire({ textEditor });
  },
};

export const window = {
  get activeTextEditor() {
    return editors.inFront;
  },
  get visibleTextEditors() {
    return editors.visible;
  },
  onDidChangeTextEditorSelection: editors.selected.event,
  onDidChangeActiveTextEditor: editors.changed.event,
  /** The page of a panel: a test says what it sends, and reads what it was sent. */
  createWebviewPanel: () => {
    const panel = new Panel();
    panels.push(panel);
    return panel;
  },
  withProgress: (_: unknown, work: () => unknown) => work(),
  // Whatever is asked or told, nobody answers unless a test does.
  showInputBox: async (_options: unknown): Promise<unknown> => undefined,
  showQuickPick: async (_rows: unknown, _options: unknown): Promise<unknown> => undefined,
  showOpenDialog: async (_options: unknown): Promise<unknown> => undefined,
  showErrorMessage: async (_message: string): Promise<unknown> => undefined,
};

export enum ProgressLocation {
  Window = 10,
}

export class CancellationTokenSource {
  readonly token = {};

  cancel(): void {}

  dispose(): void {}
}

export class Panel {
  readonly sent: unknown[] = [];
  readonly received = new EventEmitter<unknown>();
  readonly visible = true;
  readonly onDidChangeViewState = new EventEmitter<void>().event;
  readonly onDidDispose = new EventEmitter<void>().event;
  readonly webview = {
    onDidReceiveMessage: this.received.event,
    asWebviewUri: (uri: Uri) => uri,
    postMessage: async (message: unknown) => this.sent.push(message),
  };

  dispose(): void {}
}

/** The panels that were opened. */
export const panels: Panel[] = [];

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

export class Range {
  constructor(
    readonly start: Position,
    readonly end: Position,
  ) {}
}

export enum ViewColumn {
  Beside = -2,
  One = 1,
}

export enum TextEditorRevealType {
  InCenterIfOutsideViewport = 2,
}

export const commands = {};

/** The files that are open, and the languages that were given to them in turn. */
export const opened = {
  documents: [] as { languageId: string }[],
  given: [] as string[],
};

export const workspace = {
  textDocuments: opened.documents,
  onDidChangeTextDocument: new EventEmitter<unknown>().event,
  asRelativePath: ({ path }: Uri) => path,
};

/** What tells of findings that have changed. */
export const diagnosed = new EventEmitter<{ readonly uris: readonly Uri[] }>();

export const languages = {
  onDidChangeDiagnostics: diagnosed.event,
  async setTextDocumentLanguage(document: { languageId: string }, languageId: string) {
    opened.given.push(languageId);
    document.languageId = languageId;
    return document;
  },
};
