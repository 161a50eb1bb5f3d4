import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runIn } from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-title-'));
afterAll(() => rmSync(folder, { recursive: true }));

const variable = 'OPENAPI_MCP_CREDENTIAL_CHONG_WU_SHANG_DIAN_KEY';
const document = join(folder, 'api.json');
const project = join(folder, 'project');
beforeAll(async () => {
  const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
  writeFileSync(
    document,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: '宠物商店', version: '1' },
      servers: [{ url: 'https://api.example.com' }],
      security: [{ key: [] }],
      components: { securitySchemes: { key } },
      paths: { '/pets': { get: { operationId: 'listPets', responses: { '200': { description: '' } } } } },
    }),
  );
  await runIn(['generate', document, '--out', project, '--scaffold']);
});

it.each<[args: string[], parts: string[]]>([
  [
    ['inspect', document],
    [`from ${variable}`, 'chong-wu-shang-dian://api/pets'],
  ],
  [
    ['install', document, '--client', 'claude-code', '--scope', 'project', '--dry-run'],
    ['"chong-wu-shang-dian": {', `"${variable}"`],
  ],
])('a title without Latin letters names the server and its variables: %j', async (args, parts) => {
  const { out } = await runIn(args);
  for (const part of parts) expect(out).toContain(part);
});

it.each([
  ['package.json', '"name": "chong-wu-shang-dian-mcp"'],
  ['main.ts', 'createChongWuShangDianServer'],
  ['README.md', variable],
])('a title without Latin letters names %s of a project: %s', (path, text) => {
  expect(readFileSync(join(project, path), 'utf8')).toContain(text);
});
