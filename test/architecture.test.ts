import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** One import or re-export. */
interface Import {
  from: string;
  /** A file of ours, relative to `src`, or a package or module of Node. */
  to: string;
  /** Types vanish, dynamic imports wait until they are needed. */
  kind: 'static' | 'dynamic' | 'type';
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.split(sep).join('/'))
  .toSorted();
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const trees = files.map((file) => ts.createSourceFile(file, texts.get(file) ?? '', ts.ScriptTarget.ES2023));
const imports = trees.flatMap(importsOf);

/** Rooms that every stage may import, from the ground up. */
const groundFloor = [
  'error-catalogue',
  'errors',
  'version',
  'json',
  'http',
  'descriptor',
  'schema',
  'operation-pattern',
];

/** The rooms that each room may import, all of them above it in this table. */
const allowed: Record<string, string[]> = {
  'error-catalogue': [],
  errors: ['error-catalogue'],
  version: [],
  json: [],
  http: ['errors', 'json'],
  descriptor: ['json', 'http'],
  schema: ['json', 'descriptor'],
  'operation-pattern': ['http'],
  load: groundFloor,
  validate: [...groundFloor, 'load'],
  model: [...groundFloor, 'load'],
  shape: groundFloor,
  describe: [...groundFloor, 'load', 'model', 'shape'],
  runtime: groundFloor,
  config: [...groundFloor, 'shape', 'runtime'],
  prompts: [...groundFloor, 'config'],
  cache: [...groundFloor, 'load', 'describe'],
  thread: [...groundFloor, 'load', 'describe'],
  store: groundFloor,
  credentials: [...groundFloor, 'runtime', 'store'],
  connect: [...groundFloor, 'runtime', 'store', 'credentials'],
  access: [...groundFloor, 'runtime', 'store'],
  telemetry: [...groundFloor, 'runtime'],
  explorer: [...groundFloor, 'runtime'],
  serve: [...groundFloor, 'runtime', 'access', 'explorer'],
  mock: [...groundFloor, 'model'],
  record: [...groundFloor, 'model', 'mock', 'runtime'],
  install: groundFloor,
  emit: [...groundFloor, 'load', 'model', 'describe', 'runtime', 'serve', 'record'],
  options: [
    'http',
    'load',
    'shape',
    'describe',
    'runtime',
    'credentials',
    'connect',
    'access',
    'serve',
    'mock',
    'emit',
  ],
  index: [
    ...groundFloor,
    'load',
    'validate',
    'model',
    'shape',
    'describe',
    'runtime',
    'store',
    'credentials',
    'connect',
    'access',
    'serve',
    'mock',
    'record',
    'emit',
    'config',
    'prompts',
    'options',
  ],
  testing: [...groundFloor, 'serve', 'mock', 'install', 'index'],
  // A start of the command line loads only what it needs of other stages, not all of `index`.
  cli: [
    ...groundFloor,
    'load',
    'describe',
    'cache',
    'thread',
    'runtime',
    'store',
    'credentials',
    'connect',
    'access',
    'explorer',
    'telemetry',
    'serve',
    'shape',
    'config',
    'prompts',
    'install',
    'validate',
    'index',
  ],
};

describe('the stages', () => {
  it('each have a rule', () => {
    expect(new Set(files.map(stageOf))).toEqual(new Set(Object.keys(allowed)));
  });

  it('import only rooms below them', () => {
    const order = Object.keys(allowed);
    const upward = Object.entries(allowed).flatMap(([room, names]) =>
      names.filter((name) => order.indexOf(name) >= order.indexOf(room)).map((name) => `${room} → ${name}`),
    );
    expect(upward).toEqual([]);
  });

  it.each(Object.entries(allowed))('%s imports nothing but %j', (stage, names) => {
    const own = imports.filter(
      ({ from, to }) => stageOf(from) === stage && isOurs(to) && stageOf(to) !== stage,
    );
    expect(own.filter(({ to }) => !names.includes(stageOf(to))).map(inWords)).toEqual([]);
  });

  it('have no import cycle, types included', () => {
    expect(cycles()).toEqual([]);
  });
});

describe('packages', () => {
  it('of an MCP SDK stand in serve alone', () => {
    expect(
      importsOfPackage(/^@modelcontextprotocol\//).filter(({ from }) => stageOf(from) !== 'serve'),
    ).toEqual([]);
  });

  it('of the command line stand in cli alone', () => {
    expect(importsOfPackage(/^yargs(\/|$)/).filter(({ from }) => stageOf(from) !== 'cli')).toEqual([]);
  });

  it('that are slow to load are loaded when they are needed', () => {
    const slow =
      /^(undici|aws4fetch|rate-limiter-flexible|jose|ioredis|oidc-provider|oauth4webapi|rate-limiter-flexible|@opentelemetry|prom-client|pino|pino-pretty|ajv|ajv-formats|re2js|js-yaml|yaml|jsonc-parser|smol-toml|fflate|@apidevtools\/swagger-parser|openapi-types)(\/|$)/;
    expect(
      importsOfPackage(slow)
        .filter(({ kind }) => kind === 'static')
        .map(inWords),
    ).toEqual([]);
  });

  it.each<[entry: string, packages: string[]]>([
    ['index.ts', []],
    ['runtime/index.ts', []],
    ['cli.ts', []],
    ['cli/run.ts', ['yargs/helpers']],
  ])('%s loads %j and no more', (entry, packages) => {
    const reached = reachedFrom(entry);
    const loaded = imports.filter(
      ({ from, to, kind }) =>
        kind === 'static' && reached.has(from) && !isOurs(to) && !to.startsWith('node:'),
    );
    expect([...new Set(loaded.map(({ to }) => to))]).toEqual(packages);
  });

  it('are imported by the runtime only where they are no file system, SDK or YAML parser', () => {
    const refused =
      /^(node:(fs|child_process|worker_threads|cluster|repl|vm)|js-yaml|yaml|@apidevtools|@modelcontextprotocol)(\/|$)/;
    expect(
      importsOfPackage(refused)
        .filter(({ from }) => stageOf(from) === 'runtime')
        .map(inWords),
    ).toEqual([]);
  });
});

describe('every file', () => {
  it('has at most 400 lines', () => {
    expect(files.filter((file) => (texts.get(file) ?? '').split('\n').length > 401)).toEqual([]);
  });

  it('exports by name', () => {
    expect(trees.filter(hasDefaultExport).map(({ fileName }) => fileName)).toEqual([]);
  });

  it('leaves the process to the command line', () => {
    const ends = /\bprocess\.(exit\b|exitCode|abort|kill|argv|env)|\bconsole\./;
    // Code that `emit` writes may read its own process.
    const others = files.filter(
      (file) => !['cli', 'emit'].includes(stageOf(file)) && ends.test(withoutComments(file)),
    );
    expect(others).toEqual([]);
  });

  it('names others by their extension', () => {
    const relative = trees.flatMap((tree) => specifiersOf(tree).filter(({ text }) => text.startsWith('.')));
    expect(relative.filter(({ text }) => !/\.(?:ts|json)$/.test(text)).map(({ text }) => text)).toEqual([]);
  });
});

/** The folder of a file, or its name where it stands beside the folders. */
function stageOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file.replace(/\.ts$/, '');
}

function isOurs(target: string): boolean {
  return texts.has(target);
}

function inWords({ from, to, kind }: Import): string {
  return `${from} → ${kind === 'type' ? 'type ' : ''}${to}`;
}

function importsOfPackage(name: RegExp): Import[] {
  return imports.filter(({ to }) => !isOurs(to) && name.test(to));
}

/** Files that are loaded with `entry`. */
function reachedFrom(entry: string): Set<string> {
  const reached = new Set([entry]);
  for (const file of reached)
    for (const { from, to, kind } of imports)
      if (from === file && kind === 'static' && isOurs(to)) reached.add(to);
  return reached;
}

/** Circles of imports, of types too: what is in one can only be read as a whole. */
function cycles(): string[] {
  const targets = new Map<string, string[]>(files.map((file) => [file, []]));
  for (const { from, to } of imports) if (isOurs(to)) targets.get(from)?.push(to);
  const done = new Set<string>();
  const found: string[] = [];

  function visit(file: string, path: string[]): void {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  }

  for (const file of files) visit(file, []);
  return found;
}

interface Specifier {
  text: string;
  kind: Import['kind'];
}

function importsOf(tree: ts.SourceFile): Import[] {
  return specifiersOf(tree).map(({ text, kind }) => ({
    from: tree.fileName,
    to: text.startsWith('.')
      ? normalize(join(dirname(tree.fileName), text))
          .split(sep)
          .join('/')
      : text,
    kind,
  }));
}

function specifiersOf(tree: ts.SourceFile): Specifier[] {
  const found: Specifier[] = [];

  function visit(node: ts.Node): void {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined
    ) {
      const isType = ts.isExportDeclaration(node)
        ? node.isTypeOnly
        : node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      if (ts.isStringLiteral(node.moduleSpecifier))
        found.push({ text: node.moduleSpecifier.text, kind: isType ? 'type' : 'static' });
    }
    if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    )
      found.push({ text: node.argument.literal.text, kind: 'type' });
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      found.push({
        text: argument !== undefined && ts.isStringLiteral(argument) ? argument.text : '(computed)',
        kind: 'dynamic',
      });
    }
    ts.forEachChild(node, visit);
  }

  visit(tree);
  return found;
}

function hasDefaultExport(tree: ts.SourceFile): boolean {
  return tree.statements.some(
    (statement) =>
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true),
  );
}

function withoutComments(file: string): string {
  return (texts.get(file) ?? '').replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
}
