/** What the status says, as plain data. Two lines: the file in the editor, and the server. */

import * as path from 'node:path';
import { counted } from '../common/counted';
import { sourceInWords } from '../server/interpreter';
import type { Action } from '../server/problems';
import type { ServerState } from '../server/supervisor';
import { foundByInWords, type ProductStatus } from './productStatus';
import type { ServerStatus } from './serverStatus';

export interface StatusLine {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'information' | 'warning' | 'error';
  readonly busy: boolean;
  readonly command: Action;
}

/** What the status is made of. */
export interface StatusInput {
  readonly state: ServerState;
  /** Path of the file in the editor, when it is one of floe's. */
  readonly file?: string | undefined;
  /** What the server has told. */
  readonly status?: ServerStatus | undefined;
  /** Commands that are running. */
  readonly working: number;
  readonly trusted: boolean;
}

const DOCTOR: Action = { title: 'Doctor', command: 'floe.doctor' };
const ACTIONS: Action = { title: 'What can I do?', command: 'floe.showProblem' };
const TRUST: Action = { title: 'Manage Trust', command: 'workbench.trust.manage' };

/** Return the line about the server. */
export function serverLine({ state, working, trusted, status }: StatusInput): StatusLine {
  const problem = state.kind === 'running' || state.kind === 'failed' ? state.problem : undefined;
  if (problem !== undefined) {
    return {
      text: problem.title,
      detail: problem.message,
      severity: problem.kind === 'server-crashed' ? 'warning' : 'error',
      busy: false,
      command: ACTIONS,
    };
  }
  if (state.kind !== 'running') {
    const starting = state.kind === 'starting';
    return {
      text: starting ? 'Floe starts' : 'Floe is asleep',
      detail: starting ? '' : 'it starts with a floe.yaml or a manifest of floe',
      severity: 'information',
      busy: starting,
      command: DOCTOR,
    };
  }
  const { server, interpreter, rejected } = state.launch;
  const python =
    interpreter === undefined
      ? `Python ${status?.python ?? ''} of the server`.replace('  ', ' ')
      : `Python ${interpreter.version} (${sourceInWords(interpreter.source)})`;
  const passedOver = rejected.find((each) => each.source === 'python-extension');
  const notes = [
    python,
    server.kind === 'own' ? `server '${server.path}': ${server.why}` : server.why,
    ...(passedOver === undefined ? [] : [`not '${passedOver.path}': ${passedOver.reason}`]),
    ...(trusted ? [] : ['this workspace is not trusted: nothing is written, no plugin is loaded']),
  ];
  return {
    text: `Floe ${state.version}`,
    detail: notes.join(' · '),
    severity: trusted ? 'information' : 'warning',
    busy: working > 0,
    command: trusted ? DOCTOR : TRUST,
  };
}

/** Return the line about the file in the editor. */
export function productLine({ state, file, status }: StatusInput): StatusLine {
  const base = { severity: 'information', busy: false, command: DOCTOR } as const;
  if (state.kind !== 'running' || status === undefined || file === undefined) {
    return { ...base, text: 'No product yet', detail: '' };
  }
  const products = [...status.products.values()];
  const product = products.find((each) => each.path === file);
  if (product !== undefined) {
    return { ...base, ...aboutProduct(product) };
  }
  const governed = products.filter((each) => each.manifests.includes(file)).length;
  const detail = `governs ${counted(governed, 'product')} here`;
  return { ...base, text: 'Platform manifest', detail };
}

function aboutProduct(product: ProductStatus): Pick<StatusLine, 'text' | 'detail' | 'severity'> {
  const { errors, warnings, manifests, manifestFoundBy } = product;
  const manifest = manifests[0];
  const counts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  const found =
    manifest === undefined
      ? 'no manifest was found'
      : `manifest '${near(manifest, product.path)}'${manifestFoundBy === null ? '' : `, ${foundByInWords(manifestFoundBy)}`}`;
  return {
    text: product.name ?? 'Product without a name',
    detail: [found, ...(counts.length > 0 ? counts : ['no mistakes'])].join(' · '),
    severity:
      errors > 0 ? 'error' : warnings > 0 || manifest === undefined ? 'warning' : 'information',
  };
}

/** Return a path as it is written in the product, where that is shorter. */
function near(file: string, product: string): string {
  const relative = path.relative(path.dirname(product), file);
  return relative.length < file.length ? relative : file;
}
