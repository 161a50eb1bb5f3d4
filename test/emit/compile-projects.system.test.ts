import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateJoinedServer, generateServer } from '../../src/emit/generate-server.ts';
import { petstorePath, repository } from '../support/cli.ts';
import { strictOptions, typeCheck } from './typescript.ts';
import type { GenerateJoinedOptions, GenerateServerOptions } from '../../src/emit/generate-server.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { DocumentSource } from '../../src/load/loaded-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'emit-types-'));

const defaults = {
  baseUrl: 'http://127.0.0.1:8080',
  server: '1',
  headers: { 'X-Tenant': "o'hara", Accept: 'application/json' },
};

function documentOf(title: string): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title, version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    paths: { '/items': { get: { operationId: 'listItems', responses: { '200': { description: '' } } } } },
  };
}

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
  ...['API', 'Stdio', '宠物商店', 'server'].map((title): (typeof projects)[number] => [
    `a title ${title}`,
    documentOf(title),
    {},
    "export * from './api/index.ts';\n",
  ]),
  ...['API', 'Stdio'].map((title): (typeof projects)[number] => [
    `a title ${title} with HTTP`,
    documentOf(title),
    { http: true },
    "export * from './api/index.ts';\n",
  ]),
  ['defaults', petstorePath, { ...defaults, http: true }, "export * from './api/index.ts';\n"],
  ['defaults without credentials', documentOf('Sample'), defaults, "export * from './api/index.ts';\n"],
  [
    'the project of a document whose responses have no content type',
    {
      swagger: '2.0',
      info: { title: 'Old', version: '1' },
      host: 'api.example.com',
      paths: {
        '/items': {
          get: { operationId: 'listItems', responses: { '200': { description: '' } } },
          delete: { operationId: 'deleteItems', responses: { '204': { description: '' } } },
        },
      },
    },
    { scaffold: true },
    '',
  ],
  ['a project', petstorePath, { scaffold: true, sdk: 'v1' }, ''],
];

const pair = [
  { key: 'pets', source: petstorePath, options: { baseUrl: 'http://127.0.0.1:8080' } },
  { key: 'pet-s', source: documentOf('Pet S') },
];
const prompts = [{ name: 'greet', arguments: [], text: ['Say hello.'] }];

/** Projects of a generated server of several APIs, and code of its owner that must compile. */
const joinedProjects: [name: string, options: GenerateJoinedOptions, code: string][] = [
  [
    'several APIs',
    { prompts, prefix: false },
    `import { createServer, pets, petS } from './api/index.ts';
const server = await createServer({ apis: { 'pet-s': { request: { baseUrl: 'http://127.0.0.1' } } } });
await server.serveStdio();
await pets.listPets({ limit: 1 });
await petS.listItems();
// @ts-expect-error There is no such API.
await createServer({ apis: { shop: {} } });
// @ts-expect-error The server has no HTTP.
await server.serveHttp();
`,
  ],
  [
    'several APIs with HTTP',
    { http: true, expose: 'search', sdk: 'v1' },
    `import { createServer } from './api/index.ts';
const server = await createServer({ policy: { readOnly: true }, http: { port: 0 } });
await server.serveHttp();
`,
  ],
  ['the project of several APIs', { scaffold: true }, ''],
  ['the project of several APIs with the older SDK', { scaffold: true, sdk: 'v1', expose: 'search' }, ''],
];

function writeProject(name: string, code: string): string {
  const project = join(folder, name);
  mkdirSync(project);
  const compilerOptions = { ...strictOptions, skipLibCheck: true };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  writeFileSync(join(project, 'main.ts'), code);
  return join(project, 'api');
}

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const [name, source, options, code] of projects)
    await generateServer(source, writeProject(name, code), options);
  for (const [name, options, code] of joinedProjects)
    await generateJoinedServer(pair, writeProject(name, code), options);
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([...projects, ...joinedProjects].map(([name]) => name))('%s compiles', async (name) => {
  expect(await typeCheck('typescript-7', join(folder, name))).toBe('');
});
