/** Reads of a dbt project what a new product is made of. */

import type { NewModel } from './newProductTemplate';

/** A model's file. */
export interface ModelFile {
  readonly name: string;
  readonly sql: string;
}

const COMMENT = /\{#[\s\S]*?#\}/g;
const BLOCK = /\{[{%][\s\S]*?[%}]\}/g;
const REF = /\bref\(\s*(?:(["'])[^"']*\1\s*,\s*)?(["'])([^"']+)\2\s*[,)]/g;

/** Return the names that a model's SQL refers to (dbt, "ref"), each once. */
export function refsIn(sql: string): string[] {
  const blocks = sql.replace(COMMENT, '').match(BLOCK) ?? [];
  const names = blocks.flatMap((block) => [...block.matchAll(REF)].map((match) => match[3] ?? ''));
  return [...new Set(names)];
}

/**
 * Return models with what they depend on, as far as it is among them: what is read stands before
 * what reads it, else by name.
 */
export function connected(files: readonly ModelFile[]): NewModel[] {
  const sqlOf = new Map(files.map(({ name, sql }) => [name, sql]));
  const placed = new Map<string, NewModel>();
  const begun = new Set<string>();
  const place = (name: string) => {
    // A circle is for the compiler to report.
    if (begun.has(name)) {
      return;
    }
    begun.add(name);
    const read = refsIn(sqlOf.get(name) ?? '');
    const dependsOn = read.filter((each) => sqlOf.has(each) && each !== name);
    dependsOn.forEach(place);
    placed.set(name, { name, dependsOn });
  };
  [...sqlOf.keys()].sort().forEach(place);
  return [...placed.values()];
}

/**
 * Return the folders of the models out of a dbt_project.yml: `model-paths`, or dbt's default.
 *
 * Both forms of a YAML list are read; a path that leaves the project is left out.
 */
export function modelPaths(projectText: string): string[] {
  const [, inline, block] =
    /^model-paths:[ \t]*(?:\[([^\]]*)\]|(?:#.*)?\r?\n((?:[ \t]*-[^\n]*\n?)+))/m.exec(projectText) ??
    [];
  const items = inline?.split(',') ?? block?.split('\n').map((line) => line.replace(/^\s*-/, ''));
  const paths = (items ?? ['models'])
    .map((item) =>
      item
        .replace(/#.*$/, '')
        .trim()
        .replace(/^(["'])(.*)\1$/, '$2'),
    )
    .filter((path) => path && !path.startsWith('/') && !path.split(/[\\/]/).includes('..'));
  return paths.length > 0 ? paths : ['models'];
}
