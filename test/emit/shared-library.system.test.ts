import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateServer } from '../../src/index.ts';
import { petstorePath, repository } from '../support/cli.ts';
import { strictOptions, typeCheck } from './typescript.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'emit-shared-')));

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  mkdirSync(join(folder, 'servers'));
  const lib = join(folder, 'runtime');
  await generateServer(petstorePath, join(folder, 'servers/over-http'), { lib, http: true });
  await generateServer(petstorePath, join(folder, 'servers/searched'), { lib, expose: 'search' });
  const include = ['servers', 'runtime'];
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: strictOptions, include }));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['typescript-7', 'typescript'])(
  '%s compiles servers that share a library',
  { timeout: 120_000 },
  async (compiler) => {
    expect(await typeCheck(compiler, folder)).toBe('');
  },
);
