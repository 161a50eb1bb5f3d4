import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateServer } from '../../src/emit/generate-server.ts';
import { petstorePath, repository } from '../support/cli.ts';
import { strictOptions, typeCheck } from './typescript.ts';
import type { GenerateServerOptions } from '../../src/emit/generate-server.ts';
import type { DocumentSource } from '../../src/load/loaded-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'emit-types-'));

/** Projects of a generated server, and code of its owner that must compile. */
const projects: [name: string, source: DocumentSource, options: GenerateServerOptions, code: string][] = [
  [
    'plain',
    petstorePath,
    {},
    `import { createPetStoreServer } from './api/index.ts';
const server = await createPetStoreServer({ request: { baseUrl: 'http://127.0.0.1' } });
await server.serveStdio();
// @ts-expect-error The server has no policy.
await createPetStoreServer({ policy: { readOnly: true } });
// @ts-expect-error The server has no audit log.
await createPetStoreServer({ audit: { write: console.error } });
// @ts-expect-error The server has no HTTP.
await createPetStoreServer({ http: { port: 0 } });
// @ts-expect-error The server has no HTTP.
await server.serveHttp();
`,
  ],
  [
    'policy',
    petstorePath,
    { policy: true },
    `import { createPetStoreServer } from './api/index.ts';
import { openAuditLog } from './api/lib/serve/audit-log.ts';
const { write } = openAuditLog('-');
const server = await createPetStoreServer({ policy: { readOnly: true }, audit: { write } });
// @ts-expect-error The server has no HTTP.
await server.serveHttp();
`,
  ],
  [
    'http',
    petstorePath,
    { http: true },
    `import { createPetStoreServer } from './api/index.ts';
const server = await createPetStoreServer({ policy: { readOnly: true }, http: { port: 0 } });
await server.serveHttp({ authTokens: [{ name: 'ci', token: 'a-token-of-a-machine' }] });
`,
  ],
];

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const [name, source, options, code] of projects) {
    const project = join(folder, name);
    mkdirSync(project);
    const compilerOptions = { ...strictOptions, skipLibCheck: true };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    writeFileSync(join(project, 'main.ts'), code);
    await generateServer(source, join(project, 'api'), options);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(projects)('%s compiles', async (name) => {
  expect(await typeCheck('typescript-7', join(folder, name))).toBe('');
});
