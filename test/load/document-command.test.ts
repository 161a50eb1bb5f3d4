import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runIn } from '../support/terminal.ts';
import { runCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { Upstream } from '../support/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-document-command-'));
const environment = { PATH: process.env['PATH'] ?? '', CANARY: 'canary-of-command' };
let upstream: Upstream;

beforeAll(async () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    paths: { '/pets': { get: { operationId: 'pets', responses: {} } } },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  };
  upstream = await startUpstream(({ target, header }) => {
    if (target === '/pets') return jsonAnswer([]);
    return /canary/.test(header('authorization') ?? '') || target === '/open.json'
      ? jsonAnswer(document)
      : { status: 401 };
  });
});
beforeEach(() => upstream.requests.splice(0));
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const printing = `printf 'Authorization: Bearer %s\\nX-Team: pets\\n' "$CANARY"`;

describe('the command of a document', () => {
  it.each<[command: string, words: (url: string) => string[]]>([
    ['inspect', (url) => ['inspect', url]],
    ['validate', (url) => ['validate', url]],
    ['call', (url) => ['call', url, 'pets']],
    ['generate', (url) => ['generate', url, '--out', join(folder, 'server')]],
  ])('prints the headers of %s, which nothing shows', async (_, words) => {
    const { code, out, error } = await runIn(
      [...words(`${upstream.url}/openapi.json`), '--document-command', printing],
      environment,
    );
    expect([code, error]).toEqual([0, expect.anything()]);
    const [request] = upstream.requests;
    expect([request?.header('authorization'), request?.header('x-team')]).toEqual([
      'Bearer canary-of-command',
      'pets',
    ]);
    expect(out + error).not.toContain('canary');
  });

  it.each<[command: string, message: string]>([
    ['exit 3', 'the command for the document ended with 3'],
    ['true', 'the command for the document printed nothing'],
    ['echo canary', 'the command for the document printed no header'],
    ['echo "X y: canary"', 'the command for the document printed no header'],
  ])('fails as %j does', async (command, message) => {
    const words = ['inspect', `${upstream.url}/openapi.json`, '--document-command', command];
    const { code, error } = await runIn(words, environment);
    expect(code).toBe(1);
    expect(error).toContain(message);
    expect(error).toContain('--document-command');
    expect(error).not.toContain('canary');
    expect(upstream.requests).toEqual([]);
  });
});

it('the login in the URL of a document is in no output', async () => {
  const url = `${upstream.url.replace('//', '//ada:canary-of-login@')}`;
  const login = `Basic ${Buffer.from('ada:canary-of-login').toString('base64')}`;
  const server = join(folder, 'login');
  for (const words of [
    ['inspect', `${url}/open.json`],
    ['inspect', `${url}/open.json`, '--json'],
    ['validate', `${url}/open.json`],
    ['call', `${url}/open.json`, 'pets'],
    ['generate', `${url}/open.json`, '--out', server],
    ['inspect', `${url}/closed.json`],
    ['inspect', url],
    ['inspect', url.replace('http:', 'ftp:')],
    ['inspect', url.replace(/:\d+$/, ':1/x')],
  ]) {
    const { out, error } = await runIn(words, environment);
    expect(out + error).not.toContain('canary');
  }
  expect(upstream.requests.find(({ target }) => target === '/open.json')?.header('authorization')).toBe(
    login,
  );
  const files = readdirSync(server, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  for (const file of files)
    expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain('canary');
});

it('the start says that a document was fetched without the credentials of the API', async () => {
  const env = { ...environment, OPENAPI_MCP_CREDENTIAL_PETS_KEY: 'a-key-of-pets' };
  const line = 'The document was fetched without credentials: signed-in readers may be served another.';
  const serve = ['serve', `${upstream.url}/open.json`];
  const anonymous = await runCli(serve, { env });
  expect(anonymous.stderr).toContain(line);
  expect((await runCli(serve, { env: environment })).stderr).not.toContain(line);
  const named = await runCli([...serve, '--document-header', 'X-Key: a-key-of-pets'], { env });
  expect(named.stderr).not.toContain(line);
});
