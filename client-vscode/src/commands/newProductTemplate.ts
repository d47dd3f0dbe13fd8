/** The text of a new floe.yaml. */

export interface NewModel {
  readonly name: string;
  /** Models that it reads, among those of the product. */
  readonly dependsOn: readonly string[];
}

export interface NewProduct {
  readonly name: string;
  /** Path of the manifest from the product's folder, with `/`; none to have it looked for. */
  readonly manifest?: string | undefined;
  readonly models: readonly NewModel[];
}

const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** Say what is wrong with the name of a product; `undefined` when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name === '') {
    return 'A product needs a name';
  }
  return NAME.test(name)
    ? undefined
    : 'Lower-case letters, digits and hyphens, a letter first, at most 63';
}

/** Return a name that fits, as near to a folder's as can be. */
export function nameFrom(folder: string): string {
  const near = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 63);
  return near || 'my-product';
}

/** Return the file's text. */
export function productText({ name, manifest, models }: NewProduct): string {
  const lines = [
    'apiVersion: floe.dev/v1',
    'kind: FloeSpec',
    'metadata:',
    `  name: ${scalar(name)}`,
    '  version: 0.1.0',
    '',
  ];
  if (manifest !== undefined) {
    lines.push('platform:', `  manifest: ${scalar(manifest)}`, '');
  }
  lines.push('# One entry per dbt model; dependsOn says which models it reads.', 'transforms:');
  for (const model of models) {
    lines.push(`  - name: ${scalar(model.name)}`);
    if (model.dependsOn.length > 0) {
      lines.push(`    dependsOn: [${model.dependsOn.map(scalar).join(', ')}]`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Words that YAML 1.1 or 1.2 reads as something other than text. */
const WORDS = /^(?:true|false|yes|no|on|off|y|n|null|~)$/i;

/** Write a text as a YAML scalar, in quotes where plain it would be read as something else. */
export function scalar(text: string): string {
  const isPlain = /^[A-Za-z_./][A-Za-z0-9_./ -]*(?<! )$/.test(text) && !WORDS.test(text);
  return isPlain && !/^\.+(?:inf|nan|\d|$)/i.test(text) ? text : JSON.stringify(text);
}
