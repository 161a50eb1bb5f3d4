import { dirname, posix } from 'node:path';
import { removeComments } from './remove-comments.ts';

/** A name that a module imports or re-exports. */
interface Binding {
  /** The name in the other module. */
  imported: string;
  local: string;
}

/** A statement at the top level of a module. */
export interface ModuleStatement {
  /** The path of its module. */
  path: string;
  kind: 'import' | 'reexport' | 'declaration' | 'effect';
  /** With the comments before it and the line breaks after it. */
  text: string;
  /** Without comments and line breaks around it. */
  code: string;
  /** The names that it declares. */
  names: string[];
  isExported: boolean;
  /** The words in its code. */
  words: Set<string>;
  /** The names that it imports or re-exports, and the path of the module that has them. */
  bindings: Binding[];
  from: string;
  /** True for `export *`. */
  isAll: boolean;
  /** Returns the text of an import or a re-export with the bindings that are needed. */
  print(isNeeded: (binding: Binding) => boolean): string;
}

const start =
  /^(?:import|export|const|let|function|async function|class|abstract class|interface|type|declare)\b|^\/[/*]/;
const declaration =
  /^(?:export )?(?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type) ([\w$]+)/;
const list = /^(?<head>(?:import|export)(?: type)? )\{(?<names>[^}]*)\} from '(?<from>[^']+)';$/;

/** Splits a module that is formatted by Prettier into its statements. */
export function parseModule(path: string, text: string): ModuleStatement[] {
  const chunks: string[] = [];
  let isComment = true;
  for (const line of text.split(/(?<=\n)/)) {
    const isStart = start.test(line);
    // A statement begins with the comments before it.
    if (isStart && !isComment) chunks.push('');
    chunks.push(`${chunks.pop() ?? ''}${line}`);
    isComment = isStart ? /^\/[/*]/.test(line) : isComment;
    if (isStart && /^\/\*.*\*\/$/.test(line.trim())) isComment = true;
  }
  return chunks.map((chunk) => readStatement(path, chunk));
}

function readStatement(path: string, text: string): ModuleStatement {
  const code = removeComments(text, () => true).trim();
  const plain: ModuleStatement = {
    path,
    kind: 'effect',
    text,
    code,
    names: [],
    isExported: false,
    words: new Set(code.match(/[\w$]+/g)),
    bindings: [],
    from: '',
    isAll: false,
    print: () => text,
  };
  const all = /^export (?:type )?\* from '([^']+)';$/.exec(code);
  if (all !== null) return { ...plain, kind: 'reexport', from: resolve(path, all[1] ?? ''), isAll: true };
  const listed = list.exec(code);
  if (listed?.groups !== undefined) return readList(plain, listed.groups);
  const single = /^import (?:type )?(?:\* as )?(\w+) from '([^']+)';$/.exec(code);
  if (single !== null) {
    const binding = { imported: single[1] ?? '', local: single[1] ?? '' };
    const print: ModuleStatement['print'] = (isNeeded) => (isNeeded(binding) ? text : '');
    return { ...plain, kind: 'import', bindings: [binding], from: resolve(path, single[2] ?? ''), print };
  }
  const name = declaration.exec(code)?.[1];
  if (name === undefined) return plain;
  return { ...plain, kind: 'declaration', names: [name], isExported: code.startsWith('export') };
}

function readList(
  plain: ModuleStatement,
  { head = '', names = '', from = '' }: Record<string, string | undefined>,
): ModuleStatement {
  const bindings = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => {
      const [imported = '', local = imported] = name.split(' as ');
      return { imported, local };
    });
  const print: ModuleStatement['print'] = (isNeeded) => {
    const needed = bindings.filter(isNeeded);
    if (needed.length === bindings.length) return plain.text;
    if (needed.length === 0) return /(?<!\n)\n*$/.exec(plain.text)?.[0].slice(1) ?? '';
    const texts = needed.map(({ imported, local }) =>
      imported === local ? local : `${imported} as ${local}`,
    );
    const blank = plain.text.endsWith('\n\n') ? '\n' : '';
    return `${head}{ ${texts.join(', ')} } from '${from}';\n${blank}`;
  };
  const kind = head.startsWith('import') ? 'import' : 'reexport';
  return { ...plain, kind, bindings, from: resolve(plain.path, from), print };
}

/** Returns the names that a module exports. */
export function exportsOf(modules: ReadonlyMap<string, ModuleStatement[]>, path: string): string[] {
  return (modules.get(path) ?? []).flatMap((statement) => {
    if (statement.kind !== 'reexport') return statement.isExported ? statement.names : [];
    return statement.isAll
      ? exportsOf(modules, statement.from)
      : statement.bindings.map(({ local }) => local);
  });
}

/** Returns the paths of the modules that a statement imports when it runs. */
export function importsIn({ path, text }: ModuleStatement): string[] {
  return [...text.matchAll(/\bimport\(\s*'(\.[^']+)'/g)].map(([, from = '']) => resolve(path, from));
}

function resolve(path: string, from: string): string {
  return from.startsWith('.') ? posix.join(dirname(path), from) : from;
}
