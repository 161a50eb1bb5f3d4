import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { loadConfig } from 'rolldown/config';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectSpawned, repository, start } from '../support/cli.ts';
import { startPetstore } from '../support/petstore.ts';

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const dependencies = Object.keys(manifest.dependencies);

/** A program that uses the public types. Its deliberate mistake must not compile. */
const consumer = `
import { createServer, type ApiServer, type DocumentSource, type ErrorCode } from 'openapi-mcp';
import type { OpenAPIV3_1 } from 'openapi-types';
import { createHandlers, type ApiDescriptor, type Handlers } from 'openapi-mcp/runtime';
export const server: Promise<ApiServer> = createServer('openapi.yaml', { include: ['get'], request: { callTimeout: 1000 } });
export const handlers = (descriptor: ApiDescriptor): Handlers => createHandlers(descriptor);
export const code: ErrorCode = 'NOT_OPENAPI';
// An imported JSON file has wider types than OpenAPI.Document.
const imported = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/a': { get: { parameters: [{ name: 'q', in: 'query' }] } } } };
const written: OpenAPIV3_1.Document = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: {} };
export const sources: DocumentSource[] = [imported, written, 'openapi.yaml', new URL('https://api.example/openapi.json')];
export const servers = [createServer(imported), createServer(written, { http: { port: 0 } })];
// @ts-expect-error a number is no document
export const notDocument: DocumentSource = 1;
// @ts-expect-error there is no such option
export const wrong = createServer('openapi.yaml', { includes: [] });
`;

/** A project with the package and its dependencies installed, and nothing else of this repository. */
const project = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
const installed = join(project, 'node_modules/openapi-mcp');
let files: string[];

beforeAll(() => {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const [packed] = JSON.parse(
    execFileSync('npm', args, { cwd: repository, encoding: 'utf8', stdio: 'pipe' }),
  );
  files = packed.files.map(({ path }: { path: string }) => path);
  mkdirSync(installed, { recursive: true });
  const tarball = join(project, packed.filename);
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1']);
  // A link per dependency suffices: Node resolves the dependencies of a dependency from its real path.
  for (const name of [...dependencies, '@types/node']) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), link);
  }
  mkdirSync(join(project, 'node_modules/.bin'));
  symlinkSync(join(installed, manifest.bin['openapi-mcp']), join(project, 'node_modules/.bin/openapi-mcp'));
});
afterAll(() => rmSync(project, { recursive: true }));

function sourceFiles(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.replaceAll('\\', '/'));
}

const codeFiles = (): string[] => files.filter((path) => path.startsWith('dist/') && path.endsWith('.js'));

/** Returns the specifiers of all imports and re-exports below a node. The scanner alone mistakes some regular expressions. */
function importedBy(node: ts.Node): string[] {
  const specifier =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  const own = specifier !== undefined && ts.isStringLiteralLike(specifier) ? [specifier.text] : [];
  ts.forEachChild(node, (child) => void own.push(...importedBy(child)));
  return own;
}

/** Returns the packages whose code the command line contains. Without minification, comments name the modules of the code. */
async function bundledPackages(): Promise<string[]> {
  const loaded = await loadConfig(join(repository, 'rolldown.config.js'), { configLoader: 'native' });
  if (!Array.isArray(loaded)) return expect.fail('The configuration has several bundles.');
  const { output, ...input } = loaded[1] ?? expect.fail();
  const bundle = await rolldown({ ...input, cwd: repository });
  const { output: chunks } = await bundle.generate({ ...[output].flat()[0], minify: false });
  const codes = chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : ''));
  return codes.flatMap((code) =>
    [...code.matchAll(/^\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/gm)].map(([, name = '']) => name),
  );
}

/** Returns the names of the packages that the given files import. */
function packagesOf(paths: string[]): string[] {
  const names = paths
    .flatMap((path) => {
      const code = readFileSync(join(installed, path), 'utf8');
      const imported = importedBy(ts.createSourceFile(path, code, ts.ScriptTarget.ES2023));
      const required = [...code.matchAll(/createRequire\(import\.meta\.url\)\(["`]([^"`]+)["`]\)/g)];
      return [...imported, ...required.map(([, name = '']) => name)];
    })
    .filter((fileName) => !isBuiltin(fileName))
    // Templates of emitted code hold imports too: a specifier that begins with `$` is a placeholder.
    .flatMap((fileName) => /^(?![.$]|node:)(?:@[^/]+\/)?[^/]+/.exec(fileName)?.[0] ?? []);
  return [...new Set(names)].toSorted();
}

/** Runs a program in the project and returns the JSON that it prints. */
async function runProgram(text: string): Promise<unknown> {
  writeFileSync(join(project, 'program.mjs'), text);
  await using running = start(process.execPath, ['program.mjs'], { cwd: project });
  const code = await running.ended;
  expect({ code, stderr: running.stderr() }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(running.stdout());
}

describe('the package', () => {
  it('contains the build, the sources of the runtime, the example and the documentation', () => {
    const known =
      /^(dist|src\/(access|credentials|descriptor|explorer|http|json|runtime|schema|serve|store)|docs|specs)\/|^(LICENSE|(README|SECURITY)\.md|package\.json|src\/config\/config\.schema\.json|src\/(descriptor|errors|operation-pattern|version)\.ts)$/;
    expect(files.filter((path) => !known.test(path))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'package.json',
        'specs/petstore.yaml',
        'specs/petstore-api.js',
      ]),
    );
  });

  it('contains the types of every source file of the library, every entry, and the chunks that entries share', () => {
    const types = sourceFiles('src')
      .filter((path) => !/^cli[./]/.test(path))
      .filter((path) => !path.endsWith('.d.ts'))
      .map((path) => `dist/${path.replace(/\.ts$/, '.d.ts')}`);
    const entries = [
      manifest.bin['openapi-mcp'],
      ...Object.values<string | { default: string }>(manifest.exports).flatMap((entry) =>
        typeof entry === 'string' ? [] : [entry.default.replace('./', '')],
      ),
    ];
    const own = files.filter((path) => /^dist\/(?!shared\/|command\/|web\/)/.test(path));
    expect(own.toSorted()).toEqual([...types, ...entries].toSorted());
    for (const thread of ['worker', 'export-thread']) expect(files).toContain(`dist/command/${thread}.js`);
  });

  it('imports every dependency, and no other package', () => {
    // A repository that uses version 1 of the SDK installs it itself.
    const code = codeFiles().filter((path) => path !== 'dist/serve/sdk-v1.js');
    const types = files.filter((path) => path.endsWith('.d.ts') && path !== 'dist/serve/sdk-v1.d.ts');
    const optional = Object.keys(manifest.peerDependencies);
    const imported = packagesOf([...code, ...types]).filter((name) => !optional.includes(name));
    expect(imported).toEqual(dependencies.toSorted());
  });

  it('contains the licenses of the packages that are bundled with the command line', async () => {
    const inside = await bundledPackages();
    const licenses = readFileSync(join(installed, 'dist/command/THIRD-PARTY-LICENSES.txt'), 'utf8');
    const licensed = new Set(
      [...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+\n\n.*(?:licen[cs]|copyright)/gim)].map(
        ([, name = '']) => name,
      ),
    );
    expect(inside.filter((name) => !licensed.has(name))).toEqual([]);
    expect(inside).toEqual(expect.arrayContaining(['@modelcontextprotocol/server', 'yargs', 'zod']));
  });
});

describe('the installed package', () => {
  it('runs under the name that npm links', async () => {
    const bin = join(project, 'node_modules/.bin/openapi-mcp');
    await using running = start(process.execPath, [bin, '--version'], { cwd: project });
    expect([await running.ended, running.stdout()]).toEqual([0, `${manifest.version}\n`]);
  });

  it('serves its example', async () => {
    await using petstore = await startPetstore();
    const document = join(installed, 'specs/petstore.yaml');
    const bin = join(project, 'node_modules/.bin/openapi-mcp');
    const client = await connectSpawned(clientKinds[2], {
      command: process.execPath,
      args: [bin, 'serve', document, '--base-url', petstore.url],
      cwd: project,
    });
    expect(await client.listTools()).toHaveLength(25);
    expect(await client.callTool('getPetPrice', { petId: 1 })).toMatchObject({ structuredContent: 6500 });
    await client.close();
  });

  it('starts and lists tools without any dependency installed', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
    onTestFinished(() => rmSync(alone, { recursive: true }));
    cpSync(join(installed, 'dist'), join(alone, 'dist'), { recursive: true });
    cpSync(join(installed, 'package.json'), join(alone, 'package.json'));
    const client = await connectSpawned(clientKinds[2], {
      command: process.execPath,
      args: [join(alone, 'dist/cli.js'), 'serve', join(installed, 'specs/petstore.yaml')],
      cwd: alone,
    });
    expect(await client.listTools()).toHaveLength(25);
    await client.close();
  });

  it('can be imported whole or as the runtime alone', async () => {
    const printed = await runProgram(`
      import * as whole from 'openapi-mcp';
      import * as runtime from 'openapi-mcp/runtime';
      const descriptor = whole.describeApi(await whole.loadDocument({
        openapi: '3.1.0', info: { title: 'T', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }],
        paths: { '/a': { get: { operationId: 'getA', responses: {} } } },
      })).descriptor;
      const handlers = runtime.createHandlers(JSON.parse(JSON.stringify(descriptor)));
      console.log(JSON.stringify({
        versions: [whole.version, runtime.version],
        tools: handlers.listTools().tools.map(({ name }) => name),
        same: runtime.createHandlers === whole.createHandlers,
      }));
    `);
    expect(printed).toEqual({ versions: [manifest.version, manifest.version], tools: ['getA'], same: true });
  });

  it('exports its package.json, and marks the files with side effects', async () => {
    const program = `
      import manifest from 'openapi-mcp/package.json' with { type: 'json' };
      console.log(JSON.stringify([manifest.name, manifest.version]));
    `;
    expect(await runProgram(program)).toEqual(['openapi-mcp', manifest.version]);
    expect(files).toEqual(expect.arrayContaining(manifest.sideEffects.map((path: string) => path.slice(2))));
  });

  it.each(['./dist/cli.js', './dist/index.js'])('does not export %s', async (path) => {
    const specifier = `openapi-mcp/${path.slice(2)}`;
    const program = `console.log(JSON.stringify(await import('${specifier}').catch((error) => error.code)))`;
    expect(await runProgram(program)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('has types that compile in a strict project', () => {
    const path = join(project, 'consumer.mts');
    writeFileSync(path, consumer);
    const compiling = ts.createProgram([path], {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts'],
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(project, 'node_modules/@types')],
    });
    // Only our declarations are checked: those of dependencies are slow to check.
    const ours = compiling
      .getSourceFiles()
      .filter(({ fileName }) => /\/openapi-mcp\/dist\/|consumer\.mts$/.test(fileName));
    const problems = ours.flatMap((file) => [...compiling.getSemanticDiagnostics(file)]);
    expect(ours.length).toBeGreaterThan(5);
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });
});
