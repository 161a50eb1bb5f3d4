import { exportsOf, parseModule } from './module-statements.ts';
import { removeComments } from './remove-comments.ts';
import type { ModuleStatement } from './module-statements.ts';

/** A comment that a tool reads. */
const directive =
  /^\/[/*]!|^\/[/*]+\s*(?:@ts-|@license|@preserve|[#@]__PURE__|eslint|oxlint|biome|prettier|v8 ignore)/;

const type = /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type) /;

/**
 * Returns the modules without comments, except the TSDoc of what the entries export and of the types that this names,
 * and except the comments that tools read.
 */
export function keepPublicComments(
  texts: ReadonlyMap<string, string>,
  entries: string[],
): Map<string, string> {
  const modules = new Map([...texts].map(([path, text]) => [path, parseModule(path, text)]));
  const documented = publicDeclarations(modules, entries);
  return new Map(
    [...modules].map(([path, statements]) => [
      path,
      statements.map((statement) => withoutComments(statement, documented.has(statement))).join(''),
    ]),
  );
}

function withoutComments({ text }: ModuleStatement, isDocumented: boolean): string {
  const isUnneeded = (comment: string): boolean =>
    !directive.test(comment) && !(isDocumented && comment.startsWith('/**'));
  return removeComments(text, isUnneeded);
}

/** Returns the declarations that entries export, and the types that they name. */
function publicDeclarations(
  modules: ReadonlyMap<string, ModuleStatement[]>,
  entries: string[],
): Set<ModuleStatement> {
  const found = new Set<ModuleStatement>();

  function add(path: string, name: string, isWanted: (statement: ModuleStatement) => boolean): void {
    for (const statement of modules.get(path) ?? []) {
      if (statement.kind === 'reexport') {
        const named = statement.bindings.find(({ local }) => local === name);
        if (named !== undefined) add(statement.from, named.imported, isWanted);
        else if (statement.isAll) add(statement.from, name, isWanted);
      } else if (statement.names.includes(name) && isWanted(statement)) found.add(statement);
    }
  }

  for (const path of entries) for (const name of exportsOf(modules, path)) add(path, name, () => true);
  // The set grows while it is read.
  for (const statement of found) {
    const words = new Set(signatureOf(statement).match(/[\w$]+/g));
    for (const { path, kind, names, bindings, from } of modules.get(statement.path) ?? []) {
      if (kind === 'import')
        for (const { local, imported } of bindings) if (words.has(local)) add(from, imported, isType);
      for (const name of names) if (words.has(name)) add(path, name, isType);
    }
  }
  return found;
}

function isType({ code }: ModuleStatement): boolean {
  return type.test(code);
}

/** Returns a declaration without the body of a function. */
function signatureOf(statement: ModuleStatement): string {
  return isType(statement) ? statement.code : statement.code.replace(/(?<!:) \{\n[^]*/, '');
}
