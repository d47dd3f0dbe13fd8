/** What `Floe: Doctor` shows, as Markdown to read and to paste into a report. */

import { sourceInWords } from '../server/interpreter';
import type { ServerState } from '../server/supervisor';
import type { Doctor } from './doctorAnswer';
import { code, table } from './markdown';
import { foundByInWords } from './productStatus';

/** What the page is made of. */
export interface DoctorInput {
  readonly extensionVersion: string;
  readonly editor: string;
  readonly trusted: boolean;
  readonly state: ServerState;
  /** The server's own answer, when it answers. */
  readonly doctor?: Doctor;
}

export function doctorPage(input: DoctorInput): string {
  const { doctor } = input;
  const parts = ['# Floe: Doctor', ...problem(input.state), running(input)];
  if (doctor !== undefined) {
    parts.push(products(doctor), plugins(doctor), folders(doctor), packages(doctor));
  }
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function problem(state: ServerState): string[] {
  if (state.kind === 'asleep') {
    return ['The server has not been started: no product or manifest of floe is open.'];
  }
  const found = state.kind === 'starting' ? undefined : state.problem;
  return found === undefined ? [] : [`**${found.title}.** ${found.message}`];
}

function running({ extensionVersion, editor, trusted, state, doctor }: DoctorInput): string {
  const rows: [string, string][] = [
    ['extension', extensionVersion],
    ['editor', editor],
    [
      'workspace',
      trusted ? 'trusted' : 'not trusted: its settings run no program, nothing is written',
    ],
  ];
  if (state.kind === 'running') {
    const { server, interpreter, rejected } = state.launch;
    const file = server.kind === 'own' ? server.path : server.entry;
    rows.push(['server', `${state.version}, ${code(file)}: ${server.why}`]);
    if (interpreter !== undefined) {
      const where = sourceInWords(interpreter.source);
      rows.push(['interpreter', `${interpreter.version}, ${code(interpreter.path)}: ${where}`]);
    } else if (doctor !== undefined) {
      const { python, interpreter: own } = doctor.server;
      rows.push(['interpreter', `${python}, ${code(own)}: the server's own`]);
    }
    for (const each of rejected) {
      rows.push(['not used', `${code(each.path)}: ${each.reason}`]);
    }
  }
  if (doctor !== undefined) {
    rows.push(['system', doctor.server.platform]);
    rows.push(['positions', String(doctor.client['positionEncoding'] ?? '')]);
    rows.push(['diagnostics', String(doctor.client['diagnostics'] ?? '')]);
  }
  return `## What runs\n\n${table(['part', 'what'], rows)}`;
}

function products(doctor: Doctor): string {
  const rows = doctor.products.map((each) => [
    each.name ?? '(no name)',
    code(each.path),
    each.manifests.length > 0 ? each.manifests.map(code).join(', ') : 'none',
    each.manifestFoundBy === null ? '' : foundByInWords(each.manifestFoundBy),
    String(each.errors),
    String(each.warnings),
  ]);
  const heads = ['product', 'file', 'manifests', 'how it was found', 'errors', 'warnings'];
  return `## Products\n\n${rows.length > 0 ? table(heads, rows) : 'None was found.'}`;
}

function plugins(doctor: Doctor): string {
  const rows = Object.entries(doctor.plugins).map(([kind, names]) => [kind, names.join(', ')]);
  return rows.length > 0 ? `## Plugins\n\n${table(['category', 'installed'], rows)}` : '';
}

function folders(doctor: Doctor): string {
  return doctor.folders
    .map(({ path, settings }) => {
      const rows = Object.entries(settings).map(([name, value]) => [
        code(`floe.${name}`),
        code(JSON.stringify(value)),
      ]);
      return `## Settings of ${code(path)}\n\n${table(['setting', 'value'], rows)}`;
    })
    .join('\n\n');
}

function packages(doctor: Doctor): string {
  const rows = Object.entries(doctor.server.packages).map(([name, version]) => [
    name,
    version ?? 'not installed',
  ]);
  return rows.length > 0
    ? `## Packages of the server\n\n${table(['package', 'version'], rows)}`
    : '';
}
