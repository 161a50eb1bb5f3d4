import { importsIn, parseModule } from './module-statements.ts';
import type { ModuleStatement } from './module-statements.ts';

/** A module with the statements that a server reaches. */
interface PrunedModule {
  statements: ModuleStatement[];
  /** Names of declarations and re-exports that are needed. */
  needed: Set<string>;
}

/**
 * Returns the modules without the declarations and imports that nothing reaches from the exports of the entries. The
 * modules are formatted by Prettier: a statement begins at the start of a line.
 */
export function pruneLibrary(texts: ReadonlyMap<string, string>, entries: string[]): Map<string, string> {
  const modules = new Map(
    [...texts].map(([path, text]): [string, PrunedModule] => [
      path,
      { statements: parseModule(path, text), needed: new Set() },
    ]),
  );
  const pending: ModuleStatement[] = [];

  /** Marks an export or a local declaration as needed, and the statements that it consists of as pending. */
  function need(path: string, name: string): void {
    const module = modules.get(path);
    if (module === undefined || module.needed.has(name)) return;
    if (module.needed.size === 0) pending.push(...module.statements.filter(({ kind }) => kind === 'effect'));
    module.needed.add(name);
    for (const statement of module.statements) {
      if (statement.names.includes(name)) pending.push(statement);
      if (statement.kind !== 'reexport') continue;
      const named = statement.bindings.find(({ local }) => local === name);
      if (named !== undefined) need(statement.from, named.imported);
      else if (statement.isAll && exportsOf(statement.from).includes(name)) need(statement.from, name);
    }
  }

  function needAll(path: string): void {
    for (const name of exportsOf(path)) need(path, name);
  }

  function exportsOf(path: string): string[] {
    return (modules.get(path)?.statements ?? []).flatMap((statement) => {
      if (statement.kind !== 'reexport') return statement.isExported ? statement.names : [];
      return statement.isAll ? exportsOf(statement.from) : statement.bindings.map(({ local }) => local);
    });
  }

  for (const path of entries) needAll(path);
  for (let statement = pending.pop(); statement !== undefined; statement = pending.pop()) {
    const { path, words } = statement;
    for (const other of modules.get(path)?.statements ?? []) {
      if (other.kind === 'import')
        for (const { local, imported } of other.bindings) if (words.has(local)) need(other.from, imported);
      for (const name of other.names) if (words.has(name)) need(path, name);
    }
    for (const imported of importsIn(statement)) needAll(imported);
  }
  return new Map(
    [...modules].flatMap(([path, module]): [string, string][] => {
      const text = printModule(module, exportsOf);
      return text === '' ? [] : [[path, `${text}\n`]];
    }),
  );
}

/** Returns the text of a module with the statements that are needed; empty without any. */
function printModule({ statements, needed }: PrunedModule, exportsOf: (path: string) => string[]): string {
  const isKept = ({ kind, names }: ModuleStatement): boolean =>
    kind === 'effect' ? needed.size > 0 : names.some((name) => needed.has(name));
  const words = new Set(statements.filter(isKept).flatMap((statement) => [...statement.words]));
  const texts = statements.map((statement) => {
    switch (statement.kind) {
      case 'import':
        return statement.print(({ local }) => words.has(local));
      case 'reexport':
        return statement.isAll && !exportsOf(statement.from).some((name) => needed.has(name))
          ? ''
          : statement.print(({ local }) => needed.has(local));
      default:
        return isKept(statement) ? statement.text : '';
    }
  });
  return texts
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
