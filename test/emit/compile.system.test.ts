import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emitApi } from '../../src/emit/emit-api.ts';
import { readLibrary } from '../../src/emit/copy-library.ts';
import { capabilities } from '../../src/emit/capabilities.ts';
import { corpusDocuments, countIn } from '../corpus/documents.ts';
import { repository } from '../support/cli.ts';
import { emittedApi } from '../support/emit.ts';
import { strictOptions, typeCheck } from './typescript.ts';
import type { EmitTarget, GeneratedFile } from '../../src/emit/generated-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'emit-compile-'));
const target: EmitTarget = { runtime: 'inline', sdk: 'v2', importExtension: '.ts', data: 'json' };

function write(below: string, files: GeneratedFile[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(below, path)), { recursive: true });
    writeFileSync(join(below, path), content);
  }
}

/** Emits one document. All of them import one library with every capability, which is checked once. */
async function emitDocument(name: string, path: string, data: EmitTarget['data']): Promise<void> {
  const { files } = emitApi(await emittedApi(path), { ...target, data, library: '../lib' });
  write(join(folder, name), files);
}

const documents = [
  { name: 'petstore', path: join(repository, 'specs/petstore.yaml') },
  ...corpusDocuments().filter(({ path }) => countIn(path) > 0),
];

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  // The declarations of the older SDK and of aws4fetch do not compile without skipLibCheck, and no generated server has
  // the OAuth proxy.
  const left = new Set(['sdk-v1', 'aws', 'oauth-proxy']);
  const libraries = [
    { name: 'lib', present: capabilities.filter((name) => !left.has(name)) },
    // The smallest runtime compiles by itself.
    { name: 'least', present: capabilities.filter((name) => name === 'sdk-v2') },
  ];
  for (const { name, present } of libraries)
    write(join(folder, name), (await readLibrary(present, target)).files);
  for (const [index, { path }] of documents.entries()) await emitDocument(`api${index}`, path, 'json');
  await emitDocument('data', join(repository, 'specs/petstore.yaml'), 'ts');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

// TypeScript 7 is many times as fast, so it checks all documents. bench/compile.js checks all of them with both.
it.each([
  ['typescript-7', ['lib', 'least', 'api*/**/*', 'data']],
  ['typescript', ['lib', 'least', 'api0', 'data']],
])('%s compiles %j without errors', { timeout: 180_000 }, async (compiler, include) => {
  const compilerOptions = { ...strictOptions, declaration: true, isolatedDeclarations: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  expect(await typeCheck(compiler, folder)).toBe('');
});
