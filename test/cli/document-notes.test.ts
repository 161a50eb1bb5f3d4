import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runIn } from '../support/terminal.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Upstream } from '../support/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-notes-'));
const path = join(folder, 'shop.json');
const anonymous =
  'The document was fetched without credentials: signed-in readers may be served another. --document-header and --document-command send some.\n';
const token = { OPENAPI_MCP_CREDENTIAL_SHOP_TOKEN: 'token-of-the-shop' };
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream(({ target }) =>
    target === '/api/openapi.json'
      ? jsonAnswer(document())
      : jsonAnswer({ ok: true }, target === '/' ? 404 : 200),
  );
  writeFileSync(path, JSON.stringify({ ...document(), servers: [{ url: upstream.url }] }));
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

function document(): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    paths: { '/things': { get: { operationId: 'things', responses: { 200: { description: 'Done' } } } } },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        login: { type: 'http', scheme: 'basic' },
        user: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'http://127.0.0.1:1/authorize',
              tokenUrl: 'http://127.0.0.1:1/token',
              scopes: {},
            },
          },
        },
      },
    },
  };
}

/** Returns standard error of a command for the document of the web, without findings. */
async function notes(words: string[], environment: Record<string, string> = {}): Promise<string> {
  const [command = '', ...rest] = words;
  const { error } = await runIn([command, `${upstream.url}/api/openapi.json`, ...rest], environment);
  return error;
}

/** The arguments of each command, and the notes that it gives besides those on the document. */
const commands: [words: string[], title: string][] = [
  [['inspect'], 'inspect'],
  [['validate'], 'validate'],
  [['call', 'things'], 'call'],
  [['call', 'things', '--dry-run'], 'call --dry-run'],
  [['read', 'shop://api/things'], 'read'],
  [['generate', '--dry-run', '--out', join(folder, 'out')], 'generate'],
];

it.each(commands)('%j says that the document was fetched without credentials', async (words) => {
  expect(await notes(words, token)).toContain(anonymous);
  const header = ['--document-header', 'Authorization: Bearer of-the-document'];
  expect(await notes([...words, ...header], token)).not.toContain(anonymous);
  expect(await notes(words)).not.toContain(anonymous);
  // A file is the same for everybody.
  const [command = '', ...rest] = words;
  expect((await runIn([command, path, ...rest], token)).error).not.toContain(anonymous);
});

it.each(commands)('%j says where the document was found', async (words) => {
  const [command = '', ...rest] = words;
  const { error, out } = await runIn([command, `${upstream.url}/api/`, ...rest]);
  const text = (error + out).replaceAll(/\s+/g, ' ');
  expect(text).toContain(`The document was read from ${upstream.url}/api/openapi.json`);
});

it.each(['call', 'read'])('%s says that a credential is sent which nothing requires', async (command) => {
  const target = command === 'call' ? 'things' : 'shop://api/things';
  const sent =
    'token is sent although the document requires it nowhere; --unrequired-credentials off leaves it out.\n';
  expect((await runIn([command, path, target], token)).error).toContain(sent);
  expect((await runIn([command, path, target])).error).toBe('');
  expect((await runIn([command, path, target, '--unrequired-credentials', 'off'], token)).error).toBe('');
});

it.each(['call', 'read'])('%s names half-set variables and short secrets', async (command) => {
  const target = command === 'call' ? 'things' : 'shop://api/things';
  const variables = {
    OPENAPI_MCP_CREDENTIAL_SHOP_LOGIN_PASSWORD: 'correct horse',
    OPENAPI_MCP_CREDENTIAL_SHOP_TOKEN: 'short',
    SHOP_TOKEN: 'ignored-token',
  };
  const { error } = await runIn([command, path, target], variables);
  expect(error).toContain(
    'WARNING: No credential is sent for login: OPENAPI_MCP_CREDENTIAL_SHOP_LOGIN_PASSWORD is set, OPENAPI_MCP_CREDENTIAL_SHOP_LOGIN_USERNAME is not.',
  );
  expect(error).toContain('WARNING: OPENAPI_MCP_CREDENTIAL_SHOP_TOKEN: too short');
});

it.each<[words: string[], text: string]>([
  [['call', 'things', '--dry-run'], 'The document names no path of the API: pass --base-url'],
  [['call', 'things'], 'The document names no path of the API: pass --base-url'],
  [['read', 'shop://api/things'], 'The document names no path of the API: pass --base-url'],
  [
    ['login', '--client-id', 'mine', '--scheme', 'nothing'],
    'The document names no path of the API: pass --base-url',
  ],
  [['generate', '--dry-run', '--out', 'out'], 'Calls go to http'],
  [['generate', '--dry-run', '--out', 'out'], 'The document names no path of the API: pass --base-url'],
])('%j says where calls may have to go', async (words, text) => {
  expect(await notes(words)).toContain(text);
  expect(await notes([...words, '--base-url', upstream.url])).not.toContain('pass --base-url');
});

it('login names variables that are not read', async () => {
  const { error } = await runIn(['login', path, '--scheme', 'nothing'], { SHOP_USER_CLIENT_ID: 'mine' });
  expect(error).toContain('WARNING: SHOP_USER_CLIENT_ID is ignored');
});

it('generate says what would help with a long list', async () => {
  const responses = { 200: { description: 'Done' } };
  const paths = Object.fromEntries(
    Array.from({ length: 130 }, (_, index) => [`/things${index}`, { get: { responses } }]),
  );
  const long = join(folder, 'long.json');
  writeFileSync(long, JSON.stringify({ ...document(), paths }));
  const words = ['generate', long, '--dry-run', '--out', join(folder, 'long')];
  const offer =
    'Most clients accept at most 128 tools: --expose search offers three that find and call them.\n';
  expect((await runIn(words)).error).toContain(offer);
  expect((await runIn([...words, '--expose', 'search'])).error).not.toContain(offer);
});
