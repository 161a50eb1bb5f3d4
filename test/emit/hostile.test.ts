import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitApi } from '../../src/emit/emit-api.ts';
import { repository, start } from '../support/cli.ts';
import { emittedApi } from '../support/emit.ts';
import { runIn } from '../support/terminal.ts';
import { parse } from './parse.ts';
import { strictOptions, typeCheck } from './typescript.ts';
import type { EmitTarget, GeneratedFile } from '../../src/emit/generated-file.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** The trace that any executed attack leaves. */
const strike = 'globalThis.struck = 1';

/** Texts that escape from the code around them if they are inserted unchanged. */
const attacks: [string, string][] = [
  ['a quote', `'; ${strike}; '`],
  ['a double quote', `"; ${strike}; "`],
  ['a backslash and a quote', String.raw`\'; ${strike}; //`],
  ['a backslash at the end', 'a\\'],
  ['a backtick', `\`; ${strike}; \``],
  ['a placeholder', `\${${strike}}`],
  ['the end of a comment', `*/ ${strike}; /*`],
  ['the end of a comment, hidden', `*\u200b/ ${strike}; /*`],
  ['a new line', `\n${strike};\n`],
  ['a carriage return', `\r${strike};\r`],
  ['a line separator', `\u2028${strike};\u2029`],
  ['the end of a type', `a: 1 }; ${strike}; type B = { b`],
  ['the end of an index', `x']: 1 }; ${strike}; type B = { ['b`],
  ['the end of a script', `</script><script>${strike}</script>`],
  ['an import', `' } from 'node:fs'; ${strike}; import { x as '`],
  ['a call', `import('data:text/javascript,${strike}')`],
  ['an override of direction', `\u202e\u2066 ${strike} \u2069\u202c`],
  ['a byte order mark', `\ufeff${strike}`],
  ['NUL', `\0${strike}`],
  ['half a character', `\ud800 ${strike} \udc00`],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['prototype', 'prototype'],
  ['hasOwnProperty', 'hasOwnProperty'],
  ['a reserved word', 'delete'],
  ['await', 'await'],
  ['arguments', 'arguments'],
  ['eval', 'eval'],
  ['undefined', 'undefined'],
  ['a name of the output', 'hooks'],
  ['a type of the output', 'Operations'],
  ['a type of the library', 'Promise'],
  ['a parent folder', '../../escaped'],
  ['a root folder', '/tmp/escaped'],
  ['a folder of Windows', String.raw`..\..\escaped`],
  ['an order to the compiler', '@ts-expect-error'],
  ['an order to the compiler in a comment', '// @ts-nocheck'],
  ['an order to a linter', '/* eslint-enable */'],
  ['a pragma', '@jsxImportSource evil'],
  ['a reference', '/// <reference path="/etc/passwd" />'],
  ['a replacement pattern', "$' $& $` $$"],
  ['nothing', ''],
];

/** Returns an operation with a text in every position that can hold one. */
function operation(text: string): JsonObject {
  const schema = {
    type: 'object',
    title: text,
    description: text,
    format: text,
    default: { [text]: text },
    examples: [text],
    properties: {
      [text]: { type: 'string', enum: [text, 'other'], default: text, description: text, example: text },
      plain: { const: text, deprecated: true, title: text },
    },
    required: [text],
    additionalProperties: { enum: [text, 1] },
    discriminator: { propertyName: text, mapping: { [text]: text } },
  };
  const content = { [text]: { schema, example: text }, 'application/json': { schema, example: text } };
  return {
    operationId: text,
    summary: text,
    description: text,
    tags: [text],
    deprecated: true,
    externalDocs: { url: text, description: text },
    parameters: ['query', 'header', 'cookie'].map((place) => ({
      name: text === '' ? 'empty' : text,
      in: place,
      description: text,
      example: text,
      schema: { type: 'string', enum: [text], default: text, pattern: text },
    })),
    requestBody: { description: text, content },
    responses: {
      '200': { description: text, content, headers: { [text]: { description: text, schema } } },
      [text]: { description: text },
      '404': { description: text },
    },
    servers: [{ url: text, description: text, variables: { [text]: { default: text, enum: [text] } } }],
    security: [{ [text]: [text] }],
  };
}

/** Returns a document with attacks in every position. */
function documentOf(texts: string[]): JsonObject {
  const all = texts.join(' ');
  return {
    openapi: '3.1.0',
    info: {
      title: all,
      version: all,
      description: all,
      termsOfService: all,
      contact: { name: all },
      license: { name: all },
    },
    servers: [{ url: all, description: all }],
    tags: texts.map((text) => ({ name: text, description: text })),
    paths: Object.fromEntries([
      ...texts.map((text, index) => [`/${index}/${text}`, { post: operation(text) }]),
      [
        '/all',
        {
          get: {
            operationId: 'all',
            responses: {
              '200': {
                description: all,
                content: {
                  'application/json': { schema: { anyOf: texts.map((text) => ({ $ref: reference(text) })) } },
                },
              },
            },
          },
        },
      ],
    ]) as JsonObject,
    components: {
      schemas: Object.fromEntries(texts.map(component)),
      securitySchemes: Object.fromEntries(
        texts.flatMap((text) => [
          [text, { type: 'apiKey', in: 'header', name: text, description: text }],
          [
            `${text}2`,
            {
              type: 'oauth2',
              description: text,
              flows: { clientCredentials: { tokenUrl: text, scopes: { [text]: text } } },
            },
          ],
        ]),
      ) as JsonObject,
    },
  };
}

function reference(name: string): string {
  const segment = name.replaceAll('%', '%25').replaceAll('~', '~0').replaceAll('/', '~1');
  return `#/components/schemas/${segment}`;
}

/** A schema that refers to itself by its name. */
function component(text: string): [string, JsonObject] {
  const properties = { [text]: { $ref: reference(text) } };
  return [text, { type: 'object', description: text, properties }];
}

const json: EmitTarget = { runtime: 'package', sdk: 'v2', importExtension: '.ts', data: 'json' };

async function emit(document: JsonObject, target: EmitTarget): Promise<GeneratedFile[]> {
  return (await emitApi(await emittedApi(document), target)).files;
}

/** Returns the statements of a module, and the calls in it. A successful attack would add to them. */
function shapeOf(path: string, content: string): string[] {
  const file = parse(content);
  const found = file.statements.map((statement) => ts.SyntaxKind[statement.kind]);
  const calls: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) calls.push(node.expression.getText());
    if (ts.isTemplateExpression(node) || ts.isTaggedTemplateExpression(node)) calls.push(node.getText());
    if (ts.isBinaryExpression(node)) calls.push(node.operatorToken.getText());
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [path, ...new Set(found), ...new Set(calls)].map((name) =>
    name.replace(/create\w+(Server|Client)/, 'create…$1'),
  );
}

/** Returns the comments that are directives of the compiler. */
function directivesIn(content: string): unknown[] {
  const file = parse(content) as ts.SourceFile & {
    commentDirectives?: unknown[];
    checkJsDirective?: unknown;
  };
  return [...(file.commentDirectives ?? []), ...file.referencedFiles, file.checkJsDirective].filter(
    (found) => found !== undefined,
  );
}

const sources = (files: GeneratedFile[]): GeneratedFile[] => files.filter(({ path }) => path.endsWith('.ts'));

/** Matches `@ts-nocheck` as the compiler does. */
const noCheck = expect.objectContaining({ enabled: false });

const harmlessOutputs: Partial<Record<EmitTarget['data'], GeneratedFile[]>> = {};

describe('a document whose texts are', () => {
  it.each(attacks)('%s is emitted as data and comments only', async (_, attack) => {
    for (const data of ['json', 'ts'] as const) {
      const target = { ...json, data };
      const harmless = (harmlessOutputs[data] ??= await emit(documentOf(['harmless']), target));
      const hostile = await emit(documentOf([attack]), target);
      expect(hostile.map(({ path }) => path)).toEqual(harmless.map(({ path }) => path));
      for (const { path, content } of sources(hostile)) {
        const before = harmless.find((file) => file.path === path)?.content ?? '';
        const shape = shapeOf(path, before);
        expect(shapeOf(path, content).filter((part) => !shape.includes(part))).toEqual([]);
        expect(content).not.toMatch(/[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\0]/);
        // The first one is the emitter's.
        expect(directivesIn(content)).toEqual(data === 'json' && path === 'descriptor.ts' ? [noCheck] : []);
      }
      for (const { content } of hostile.filter(({ path }) => path.endsWith('.json'))) JSON.parse(content);
    }
  });
});

describe('a document with all attacks', () => {
  const parent = mkdtempSync(join(tmpdir(), 'emit-hostile-'));
  const folder = join(parent, 'project');
  afterAll(() => rmSync(parent, { recursive: true }));

  beforeAll(async () => {
    mkdirSync(folder);
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const compilerOptions = {
      ...strictOptions,
      noEmit: false,
      outDir: 'built',
      rootDir: 'mcp',
      skipLibCheck: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['mcp'] }));
    // Ajv cannot compile a schema with an unpaired surrogate in the name of a property.
    const texts = attacks.map(([, text]) => text).filter((text) => !/\p{Cs}/u.test(text));
    writeFileSync(join(parent, 'hostile.json'), JSON.stringify(documentOf(texts)));
    const { code, error } = await runIn([
      'generate',
      join(parent, 'hostile.json'),
      '--out',
      join(folder, 'mcp'),
    ]);
    if (code !== 0) throw new Error(error);
  });

  it('writes nothing outside the output', () => {
    expect(readdirSync(parent).toSorted()).toEqual(['hostile.json', 'project']);
    expect(readdirSync(folder).toSorted()).toEqual(['mcp', 'node_modules', 'package.json', 'tsconfig.json']);
    expect(readdirSync(join(folder, 'mcp')).toSorted()).toEqual([
      '.gitattributes',
      '.openapi-mcp.json',
      'client.ts',
      'descriptor.json',
      'descriptor.ts',
      'hooks.ts',
      'index.ts',
      'lib',
      'operations.ts',
      'schemas.json',
      'server.ts',
    ]);
  });

  it('compiles, and runs without executing an attack', { timeout: 120_000 }, async () => {
    expect(await typeCheck('typescript-7', folder)).toBe('');
    writeFileSync(join(folder, 'run.js'), script);
    await using running = start(process.execPath, ['run.js'], { cwd: folder });
    running.child.stdin.end();
    expect({ code: await running.ended, error: running.stderr() }).toEqual({ code: 0, error: '' });
    const { tools, ...seen } = JSON.parse(running.stdout()) as { tools: number } & JsonObject;
    expect(seen).toEqual({ struck: false, added: [], prototype: [], refused: 'ARGUMENTS_INVALID' });
    expect(tools).toBeGreaterThan(attacks.length - 3);
    expect(readdirSync(parent).toSorted()).toEqual(['hostile.json', 'project']);
  });

  it('evaluates no text', () => {
    const paths = readdirSync(join(folder, 'mcp'), { recursive: true, encoding: 'utf8' });
    const evaluating = paths
      .filter((path) => path.endsWith('.ts'))
      .filter((path) => evaluates(parse(readFileSync(join(folder, 'mcp', path), 'utf8'))));
    expect(evaluating).toEqual([]);
  });
});

/** Lists and calls the emitted operations, and prints the traces of attacks. */
const script = `
const before = new Set(Object.getOwnPropertyNames(globalThis));
const prototype = new Set(Object.getOwnPropertyNames(Object.prototype));
const api = await import('./built/index.js');
const create = Object.keys(api).find((name) => /^create.*Server$/.test(name));
const server = await api[create]({ request: { baseUrl: 'http://127.0.0.1:9', credentials: {} } });
let tools = 0;
let refused;
let cursor;
do {
  const page = server.handlers.listTools(cursor);
  tools += page.tools.length;
  for (const { name } of page.tools) await server.handlers.callTool(name, { __proto__: { polluted: 1 }, nothing: 1 });
  cursor = page.nextCursor;
} while (cursor !== undefined);
await api.all({ nothing: 1 }).catch((error) => { refused = error.code; });
await api.close();
await server.close();
const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name) && name !== 'Buffer');
process.stdout.write(JSON.stringify({
  struck: 'struck' in globalThis,
  added: added.filter((name) => name === 'struck'),
  prototype: Object.getOwnPropertyNames(Object.prototype).filter((name) => !prototype.has(name)),
  refused,
  tools,
}));
`;

/** Returns true if a module evaluates text: eval, Function, or an import that is not a literal. */
function evaluates(file: ts.SourceFile): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = node.expression.getText();
      const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      if (/(^|\.)(eval|Function|constructor)$/.test(callee)) found = true;
      if (isImport && !ts.isStringLiteral(node.arguments?.[0] ?? node)) found = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
