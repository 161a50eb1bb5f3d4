import { exportsOf, importsIn, parseModule } from './module-statements.ts';
import type { ModuleStatement } from './module-statements.ts';

/**
 * Returns the modules without the declarations and imports that nothing reaches from the exports of the entries. The
 * modules are formatted by Prettier: a statement begins at the start of a line.
 */
export function pruneLibrary(texts: ReadonlyMap<string, string>, entries: string[]): Map<string, string> {
  const modules = new Map([...texts].map(([path, text]) => [path, parseModule(path, text)]));
  /** The names of declarations and re-exports that are needed, by module. */
  const neededOf = new Map([...modules.keys()].map((path) => [path, new Set<string>()]));
  const pending: ModuleStatement[] = [];

  /** Marks an export or a local declaration as needed, and the statements that it consists of as pending. */
  function need(path: string, name: string): void {
    const statements = modules.get(path) ?? [];
    const needed = neededOf.get(path);
    if (needed === undefined || needed.has(name)) return;
    if (needed.size === 0) pending.push(...statements.filter(({ kind }) => kind === 'effect'));
    needed.add(name);
    for (const statement of statements) {
      if (statement.names.includes(name)) pending.push(statement);
      if (statement.kind !== 'reexport') continue;
      const named = statement.bindings.find(({ local }) => local === name);
      if (named !== undefined) need(statement.from, named.imported);
      else if (statement.isAll && exportsOf(modules, statement.from).includes(name))
        need(statement.from, name);
    }
  }

  function needAll(path: string): void {
    for (const name of exportsOf(modules, path)) need(path, name);
  }

  for (const path of entries) needAll(path);
  for (let statement = pending.pop(); statement !== undefined; statement = pending.pop()) {
    const { path, words } = statement;
    for (const other of modules.get(path) ?? []) {
      if (other.kind === 'import')
        for (const { local, imported } of other.bindings) if (words.has(local)) need(other.from, imported);
      for (const name of other.names) if (words.has(name)) need(path, name);
    }
    for (const imported of importsIn(statement)) needAll(imported);
  }
  return new Map(
    [...modules].flatMap(([path, statements]): [string, string][] => {
      const text = printModule(statements, neededOf.get(path) ?? new Set(), (from) =>
        exportsOf(modules, from),
      );
      return text === '' ? [] : [[path, `${text}\n`]];
    }),
  );
}

/** Returns the text of a module with the statements that are needed; empty without any. */
function printModule(
  statements: ModuleStatement[],
  needed: ReadonlySet<string>,
  exportsFrom: (path: string) => string[],
): string {
  const isKept = ({ kind, names }: ModuleStatement): boolean =>
    kind === 'effect' ? needed.size > 0 : names.some((name) => needed.has(name));
  const words = new Set(statements.filter(isKept).flatMap((statement) => [...statement.words]));
  const texts = statements.map((statement) => {
    switch (statement.kind) {
      case 'import':
        return statement.print(({ local }) => words.has(local));
      case 'reexport':
        return statement.isAll && !exportsFrom(statement.from).some((name) => needed.has(name))
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
