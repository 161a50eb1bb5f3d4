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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSpawned, petstorePath, repository, start } from '../support/cli.ts';
import { startPetstore } from '../support/petstore.ts';
import { runIn } from '../support/terminal.ts';
import { typeTests } from './type-tests.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Petstore } from '../support/petstore.ts';

const root = mkdtempSync(join(tmpdir(), 'emit-project-'));
afterAll(() => rmSync(root, { recursive: true }));

let petstore: Petstore;
beforeAll(async () => {
  petstore = await startPetstore();
  // The runtime is imported from the build of this package.
  installPackages();
});
afterAll(() => petstore[Symbol.asyncDispose]());

/** Links the installed packages, and this package as npm would. */
function installPackages(): void {
  const installed = join(repository, 'node_modules');
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(installed).filter((entry) => !entry.startsWith('.')))
    symlinkSync(join(installed, name), join(root, 'node_modules', name));
  symlinkSync(repository, join(root, 'node_modules/openapi-mcp'));
}

/** A typical repository. */
interface Repository {
  title: string;
  compilerOptions?: JsonObject;
  flags: string[];
  /** The extension of its imports. */
  extension: '.ts' | '.js';
  /** The format of the data: JSON if its tsconfig can import it. */
  data: 'descriptor.json' | 'schemas.ts';
  /** Compiler options that its tsconfig lacks. */
  compileWith?: string[];
}

const common = { strict: true, skipLibCheck: true, target: 'es2023', types: ['node'] };
const nodenext = { ...common, module: 'nodenext', outDir: 'built', rootDir: '.' };
const bundled = { ...common, module: 'esnext', moduleResolution: 'bundler', noEmit: true };
const toJavaScript = ['--noEmit', 'false', '--outDir', 'built', '--rootDir', '.'];

const repositories: Repository[] = [
  {
    title: 'nodenext with .ts imports that are rewritten',
    compilerOptions: { ...nodenext, rewriteRelativeImportExtensions: true, resolveJsonModule: true },
    flags: [],
    extension: '.ts',
    data: 'descriptor.json',
  },
  {
    title: 'nodenext with .js imports, on the v1 SDK',
    compilerOptions: { ...nodenext, resolveJsonModule: false },
    flags: ['--sdk', 'v1'],
    extension: '.js',
    data: 'schemas.ts',
  },
  {
    title: 'esnext for a bundler',
    compilerOptions: bundled,
    flags: [],
    extension: '.js',
    data: 'descriptor.json',
    compileWith: toJavaScript,
  },
  {
    title: 'no tsconfig.json at all',
    flags: [],
    extension: '.ts',
    data: 'descriptor.json',
    compileWith: [
      ...Object.entries({ module: 'nodenext', target: 'es2023', types: 'node' }).flatMap(([name, value]) => [
        `--${name}`,
        value,
      ]),
      ...toJavaScript,
      '--strict',
      '--skipLibCheck',
      '--resolveJsonModule',
      '--rewriteRelativeImportExtensions',
    ],
  },
  {
    title: 'the runtime of this package',
    compilerOptions: nodenext,
    flags: ['--runtime', 'package'],
    extension: '.js',
    data: 'descriptor.json',
  },
  {
    title: 'the runtime of this package, on the v1 SDK',
    compilerOptions: nodenext,
    flags: ['--runtime', 'package', '--sdk', 'v1'],
    extension: '.js',
    data: 'descriptor.json',
  },
];

const main = (extension: string): string => `
import { createPetStoreServer, listPets, configure, close } from './src/mcp/index${extension}';

const baseUrl = process.env['PETSTORE']!;
configure({ request: { baseUrl } });
const { items } = await listPets({ limit: 1 });
if (items.length !== 1) throw new Error('no pet');
await close();
const server = await createPetStoreServer({ request: { baseUrl } });
await server.serveStdio();
`;

async function generate(folder: string, flags: string[]): Promise<string> {
  const { code, out, error } = await runIn([
    'generate',
    petstorePath,
    '--out',
    join(folder, 'src/mcp'),
    ...flags,
  ]);
  // Progress is printed after a second, and where calls go at once.
  expect({ code, error: error.replace(/^(?:.+ …|Calls go to .+)\n/gm, '') }).toEqual({ code: 0, error: '' });
  return out;
}

/** Returns the errors of the compiler; an empty string without any. */
async function compile(folder: string, words: string[]): Promise<string> {
  const tsc = join(repository, 'node_modules/typescript-7/bin/tsc');
  await using running = start(process.execPath, [tsc, ...words], { cwd: folder });
  await running.ended;
  return running.stdout() + running.stderr();
}

describe.each(repositories.map((each, index) => ({ ...each, name: `repository${index}` })))(
  '$title',
  ({ name, compilerOptions, flags, extension, data, compileWith = [] }) => {
    const folder = join(root, name);

    it(
      'compiles and runs the generated server, which responds to a client',
      { timeout: 120_000 },
      async () => {
        mkdirSync(folder);
        writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
        writeFileSync(join(folder, 'main.ts'), main(extension));
        const files = ['main.ts', ...(name === 'repository0' ? ['types.ts'] : [])];
        writeFileSync(join(folder, 'types.ts'), typeTests(extension));
        if (compilerOptions !== undefined)
          writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));

        await generate(folder, flags);
        expect(readdirSync(join(folder, 'src/mcp'))).toContain(data);
        expect(readFileSync(join(folder, 'src/mcp/index.ts'), 'utf8')).toContain(`./server${extension}'`);
        expect(
          await compile(folder, [...(compilerOptions === undefined ? files : ['-p', '.']), ...compileWith]),
        ).toBe('');

        const client = await connectSpawned(
          { label: 'v2 client', sdk: 'v2', protocolVersion: '2025-11-25' },
          {
            command: process.execPath,
            args: ['built/main.js'],
            cwd: folder,
            env: { PETSTORE: petstore.url, OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: 'staff' },
          },
        );
        const tools = await client.listTools();
        expect(tools.map((tool) => tool['name'])).toContain('listPets');
        const result = await client.callTool('getPet', { petId: 1 });
        expect(result).toMatchObject({ structuredContent: { id: 1 } });
        await client.close();
      },
    );
  },
);

it('lists the settings that a CommonJS project has to change', async () => {
  const folder = join(root, 'commonjs');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  const compilerOptions = { module: 'commonjs', target: 'es2019', esModuleInterop: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const out = await generate(folder, []);
  expect(out).toContain(
    'tsconfig.json has to change:\n  Set "lib" to ["es2023"] or later in compilerOptions',
  );
  expect(out).toContain('Set "module" to "nodenext" in compilerOptions: the generated files are ES modules.');
});
