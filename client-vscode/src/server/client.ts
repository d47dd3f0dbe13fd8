/** The language client: the library's, with our own handling of failures and commands. */

import { type CancellationToken, Uri, workspace } from 'vscode';
import {
  CloseAction,
  type ConfigurationParams,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type MessageSignature,
  RevealOutputChannelOn,
  State,
  type StaticFeature,
  type StreamInfo,
} from 'vscode-languageclient/node';
import { LANGUAGE } from '../common/floeFiles';
import type { Log } from '../common/log';
import { CHOOSE_MANIFEST } from '../common/ownCommands';
import { SECTION, serverSettings } from '../common/settings';

/**
 * What the editor asks by itself, as a person reads and types, and what the server answers from the
 * text alone: no analysis, however long, keeps it waiting.
 */
const PROMPT = new Set([
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  'textDocument/semanticTokens/full',
  'textDocument/semanticTokens/range',
]);

/** What a client is made of. */
export interface ClientParts {
  readonly log: Log;
  /** The server's settings by name; see `serverSettingNames`. */
  readonly settingNames: readonly string[];
  /** Starts the process; called once. */
  readonly connect: () => Promise<StreamInfo>;
  /** The process has gone without being asked to. */
  readonly onClosed: () => void;
  /** The server tells what is to be shown of the products (`floe/status` in docs/features.md). */
  readonly onStatus: (params: unknown) => void;
  /** A question that is answered at once by a server that is well. */
  readonly onPromptRequest: (answer: Promise<unknown>) => void;
}

/** Make a client; it is started once and thrown away when its server ends. */
export function createClient({
  log,
  settingNames,
  connect,
  onClosed,
  onStatus,
  onPromptRequest,
}: ClientParts): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: 'file', language: LANGUAGE },
      { scheme: 'untitled', language: LANGUAGE },
    ],
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // What hovers show comes from files of the workspace: no commands, no HTML.
    markdown: { isTrusted: false, supportHtml: false },
    initializationOptions: {
      untrustedWorkspace: !workspace.isTrusted,
      settings: serverSettings(settingNames),
      statusNotification: true,
      messageButtons: true,
      clientCommands: [CHOOSE_MANIFEST],
    },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        onClosed();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    initializationFailedHandler: () => false,
    middleware: {
      sendRequest: (type, param, token, next) => {
        const answer = next(type, param, token);
        if (PROMPT.has(typeof type === 'string' ? type : type.method)) {
          onPromptRequest(answer);
        }
        return answer;
      },
      workspace: {
        configuration: (params) => answerConfiguration(params, settingNames),
      },
    },
  };
  // The library looks for `trace.server` in the section that is called like the client.
  const client = new QuietClient(SECTION, 'Floe', connect, options);
  client.registerFeature(new OwnCommands());
  client.onNotification('floe/status', onStatus);
  return client;
}

/** Answer `workspace/configuration` with the settings that the server knows and may have. */
function answerConfiguration(params: ConfigurationParams, names: readonly string[]): unknown[] {
  return params.items.map(({ section, scopeUri }) => {
    const resource = scopeUri === undefined ? undefined : Uri.parse(scopeUri);
    return section === SECTION ? serverSettings(names, resource) : null;
  });
}

/** Writes failures of the connection to the log; what a person is told stands in problems.ts. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** What waited for a server that did not start is not answered; why, is told once and elsewhere. */
  override handleFailedRequest<T>(
    type: MessageSignature,
    token: CancellationToken | undefined,
    error: unknown,
    defaultValue: T,
  ): T {
    if (this.state !== State.Running) {
      return defaultValue;
    }
    return super.handleFailedRequest(type, token, error, defaultValue, false);
  }

  override async stop(timeout?: number): Promise<void> {
    if (this.state === State.Running) {
      await super.stop(timeout);
    }
  }
}

/**
 * Keeps the library from registering the server's commands with VS Code.
 *
 * The extension registers the same ids itself. So the palette, a code lens and a key run the same
 * code, a command exists before the server does, and its arguments are checked on this side too.
 */
class OwnCommands implements StaticFeature {
  fillClientCapabilities(): void {}

  preInitialize(capabilities: { executeCommandProvider?: unknown }): void {
    delete capabilities.executeCommandProvider;
  }

  initialize(): void {}

  getState(): { kind: 'static' } {
    return { kind: 'static' };
  }

  clear(): void {}
}
