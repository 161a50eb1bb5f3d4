import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emitApi } from '../../src/emit/emit.ts';
import { readLibrary } from '../../src/emit/library.ts';
import { corpusDocuments } from '../../bench/documents.js';
import { isOpenApiMcpError } from '../../src/errors.ts';
import { repository } from '../support/cli.ts';
import { emittedApi } from '../support/emit.ts';
import { strictOptions, typeCheck } from './typescript.ts';
import type { EmitTarget, GeneratedFile } from '../../src/emit/types.ts';

const folder = mkdtempSync(join(tmpdir(), 'emit-compile-'));
const target: EmitTarget = { runtime: 'inline', sdk: 'v2', importExtension: '.ts', data: 'json' };

function write(below: string, files: GeneratedFile[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(below, path)), { recursive: true });
    writeFileSync(join(below, path), content);
  }
}

/** Emits one document; the runtime is the same for all, so that one copy is checked once, beside them. */
async function emitDocument(name: string, path: string, data: EmitTarget['data']): Promise<void> {
  const api = await emittedApi(path).catch(withoutOperations);
  if (api === undefined) return;
  const { files } = await emitApi(api, { ...target, data });
  const own = files.filter((file) => !file.path.startsWith('lib/'));
  write(
    join(folder, name),
    own.map((file) => ({ ...file, content: file.content.replaceAll("'./lib/", "'../lib/") })),
  );
}

function withoutOperations(error: unknown): undefined {
  if (!isOpenApiMcpError(error, 'SELECTION_EMPTY')) throw error;
}

/** Some are there in JSON and YAML: those are one. */
const documents = new Map(
  ['specs/petstore.yaml', ...corpusDocuments().map(({ path }) => path)].map((path) => [
    path.replaceAll(/ya?ml\b/g, 'json'),
    resolve(repository, path),
  ]),
);

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  write(folder, (await readLibrary(target)).files);
  for (const [index, path] of [...documents.values()].entries())
    await emitDocument(`api${index}`, path, 'json');
  await emitDocument('data', join(repository, 'specs/petstore.yaml'), 'ts');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

// TypeScript 7 is many times as fast: it checks them all; bench/compile.js does with both.
it.each([
  ['typescript-7', ['lib', 'api*/**/*', 'data']],
  ['typescript', ['lib', 'api0', 'data']],
])('%s finds nothing wrong in %j', { timeout: 180_000 }, async (compiler, include) => {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: strictOptions, include }));
  expect(await typeCheck(compiler, folder)).toBe('');
});
