/** What the unit tests use of VS Code, for they run without one. */

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

/** The editor in front, of which a test says what happens in it. */
export const inFront = {
  selected: new EventEmitter<unknown>(),
  changed: new EventEmitter<unknown>(),
};

export const window = {
  onDidChangeTextEditorSelection: inFront.selected.event,
  onDidChangeActiveTextEditor: inFront.changed.event,
};

/** The files that are open, and the languages that were given to them in turn. */
export const opened = {
  documents: [] as { languageId: string }[],
  given: [] as string[],
};

export const workspace = { textDocuments: opened.documents };

export const languages = {
  async setTextDocumentLanguage(document: { languageId: string }, languageId: string) {
    opened.given.push(languageId);
    document.languageId = languageId;
    return document;
  },
};
