/** Shows the status beside the language's name, for files of floe. */

import {
  type Disposable,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  languages,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { LANGUAGE } from '../common/floeFiles';
import type { Supervisor } from '../server/supervisor';
import { type ServerStatus, withNews } from './serverStatus';
import { productLine, type StatusInput, type StatusLine, serverLine } from './statusLines';

const SEVERITIES = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

export class Status implements Disposable {
  private readonly server = item('floe.server', 'Floe: Server');
  private readonly product = item('floe.product', 'Floe: Product');
  private readonly disposables: Disposable[] = [this.server, this.product];
  private told: ServerStatus | undefined;
  private working = 0;

  constructor(private readonly supervisor: Supervisor) {
    this.disposables.push(
      supervisor.onDidChange((state) => {
        if (state.kind === 'starting') {
          this.told = undefined;
        }
        this.show();
      }),
      supervisor.onDidReportStatus((params) => {
        this.told = withNews(this.told, params, (uri) => Uri.parse(uri).fsPath);
        this.show();
      }),
      window.onDidChangeActiveTextEditor(() => this.show()),
    );
    this.show();
  }

  /** What the two lines say now. */
  get lines(): { readonly server: StatusLine; readonly product: StatusLine } {
    const input = this.input();
    return { server: serverLine(input), product: productLine(input) };
  }

  /** Show that something is being done until it is. */
  async during<T>(work: PromiseLike<T>): Promise<T> {
    this.working += 1;
    this.show();
    try {
      return await work;
    } finally {
      this.working -= 1;
      this.show();
    }
  }

  dispose(): void {
    for (const each of this.disposables) {
      each.dispose();
    }
  }

  private input(): StatusInput {
    return {
      state: this.supervisor.state,
      file: fileInEditor()?.uri.fsPath,
      status: this.told,
      working: this.working,
      trusted: workspace.isTrusted,
    };
  }

  private show(): void {
    const { server, product } = this.lines;
    fill(this.server, server);
    fill(this.product, product);
  }
}

function item(id: string, name: string): LanguageStatusItem {
  const made = languages.createLanguageStatusItem(id, { language: LANGUAGE });
  made.name = name;
  return made;
}

function fill(shown: LanguageStatusItem, line: StatusLine): void {
  shown.text = line.text;
  shown.detail = line.detail;
  shown.severity = SEVERITIES[line.severity];
  shown.busy = line.busy;
  shown.command = { title: line.command.title, command: line.command.command };
}

function fileInEditor(): TextDocument | undefined {
  const document = window.activeTextEditor?.document;
  return document?.languageId === LANGUAGE ? document : undefined;
}
