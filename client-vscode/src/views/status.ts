/** Shows the status beside the language's name, for files of floe. */

import {
  type Disposable,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  languages,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import { debounced } from '../common/debounced';
import { SECTION } from '../common/settings';
import type { Supervisor } from '../server/supervisor';
import { type Doctor, readDoctor } from './doctorAnswer';
import { productLine, type StatusInput, type StatusLine, serverLine } from './statusLines';

/** How long after a change the server is asked anew, in milliseconds. */
const DELAY = 400;

const SEVERITIES = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

export class Status implements Disposable {
  private readonly server = item('floe.server', 'Floe: Server');
  private readonly product = item('floe.product', 'Floe: Product');
  private readonly disposables: Disposable[] = [this.server, this.product];
  private readonly refresh = debounced(DELAY, () => void this.ask());
  private doctor: Doctor | undefined;
  private working = 0;

  constructor(private readonly supervisor: Supervisor) {
    this.disposables.push(
      this.refresh,
      supervisor.onDidChange((state) => {
        if (state.kind === 'starting') {
          this.doctor = undefined;
        }
        this.show();
        if (state.kind === 'running' && state.problem === undefined) {
          this.refresh();
        }
      }),
      window.onDidChangeActiveTextEditor(() => {
        this.show();
        this.refresh();
      }),
      languages.onDidChangeDiagnostics(() => this.refresh()),
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

  private async ask(): Promise<void> {
    if (this.supervisor.state.kind !== 'running' || fileInEditor() === undefined) {
      return;
    }
    try {
      this.doctor = readDoctor(await this.supervisor.executeSoon('floe.doctor'));
    } catch {
      // The server's state says why; the last answer stays.
    }
    this.show();
  }

  private input(): StatusInput {
    return {
      state: this.supervisor.state,
      file: fileInEditor()?.uri.fsPath,
      doctor: this.doctor,
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
  const made = languages.createLanguageStatusItem(id, { language: SECTION });
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
  return document?.languageId === SECTION ? document : undefined;
}
