import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runIn } from '../support/terminal.ts';
import { startUpstream } from '../support/upstream.ts';
import { openSecured } from './secured-api.ts';
import type { DescribeOptions, JsonObject, RequestOptions } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-undeclared-'));
const secretFile = join(folder, 'token');
const start = 'OPENAPI_MCP_CREDENTIAL_NOTEBOOKS_';
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream(({ target, header }) =>
    target === '/refuses'
      ? { status: 401 }
      : {
          headers: { 'content-type': 'application/json' },
          body: `{"echo":"${header('authorization') ?? ''}"}`,
        },
  );
  writeFileSync(secretFile, 'token-in-a-file\n');
});
beforeEach(() => upstream.requests.splice(0));
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Returns a document without security schemes. */
function documentOf(operation: JsonObject = {}, root: JsonObject = {}): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Notebooks', version: '1' },
    servers: [{ url: upstream.url }],
    ...root,
    paths: {
      '/things': { get: { operationId: 'things', ...operation, responses: {} } },
      '/refuses': { get: { operationId: 'refuses', responses: {} } },
    },
  };
}

/** Opens a document whose name no person chose. */
function open(
  environment: Record<string, string>,
  document = documentOf(),
  options: RequestOptions & { authCommand?: string[] } = {},
  describing: DescribeOptions = {},
): Promise<SecuredApi> {
  return openSecured(document, environment, options, describing);
}

function sent(): string {
  const [request] = upstream.requests;
  return ['authorization', 'x-api-key', 'x-tenant'].map((name) => request?.header(name) ?? '-').join(' ');
}

const basic = `Basic ${Buffer.from('ada:correct horse').toString('base64')}`;
const login = { [`${start}USERNAME`]: 'ada', [`${start}PASSWORD`]: 'correct horse' };
const unknownScheme = { components: { securitySchemes: { odd: { type: 'odd' } } } };

// prettier-ignore
describe('the credentials of an API whose document declares no security', () => {
  it.each<[title: string, environment: Record<string, string>, sent: string, operation?: JsonObject, root?: JsonObject]>([
    ['a token', { [`${start}TOKEN`]: 'secret-token' }, 'Bearer secret-token - -'],
    ['a token that begins with Bearer', { [`${start}TOKEN`]: 'Bearer secret-token' }, 'Bearer secret-token - -'],
    ['a token of a file', { [`${start}TOKEN_FILE`]: secretFile }, 'Bearer token-in-a-file - -'],
    ['a login', login, `${basic} - -`],
    ['a user name alone', { [`${start}USERNAME`]: 'ada' }, `Basic ${Buffer.from('ada:').toString('base64')} - -`],
    ['a token rather than a login', { ...login, [`${start}TOKEN`]: 'secret-token' }, 'Bearer secret-token - -'],
    ['a header', { [`${start}HEADER_X_API_KEY`]: 'secret-key' }, '- secret-key -'],
    ['a header of a file', { [`${start}HEADER_X_API_KEY_FILE`]: secretFile }, '- token-in-a-file -'],
    ['headers and a token', { [`${start}HEADER_X_API_KEY`]: 'secret-key', [`${start}HEADER_X_TENANT`]: 'tenant-seven', [`${start}TOKEN`]: 'secret-token' }, 'Bearer secret-token secret-key tenant-seven'],
    ['none for an empty variable', { [`${start}TOKEN`]: '', [`${start}HEADER_X_API_KEY`]: '' }, '- - -'],
    ['none for a short name that no person chose', { NOTEBOOKS_TOKEN: 'secret-token' }, '- - -'],
    ['none for another API', { OPENAPI_MCP_CREDENTIAL_OTHER_TOKEN: 'secret-token' }, '- - -'],
    ['none where security is empty', { [`${start}TOKEN`]: 'secret-token' }, '- - -', { security: [] }],
    ['none where the root is empty', { [`${start}TOKEN`]: 'secret-token' }, '- - -', {}, { security: [] }],
    ['where a scheme is required that is not declared', { [`${start}TOKEN`]: 'secret-token' }, 'Bearer secret-token - -', { security: [{ other: [] }] }],
    ['where a scheme cannot be sent', { [`${start}TOKEN`]: 'secret-token' }, 'Bearer secret-token - -', { security: [{ odd: [] }] }, unknownScheme],
    ['none where a scheme is declared', { [`${start}TOKEN`]: 'secret-token' }, '- - -', {}, { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } } }],
  ])('are %s', async (_, environment, expected, operation, root) => {
    await using api = await open(environment, documentOf(operation, root));
    const text = await api.call('things');
    expect(sent()).toBe(expected);
    for (const secret of ['secret-token', 'token-in-a-file', 'correct horse', basic.slice(6)])
      expect(text).not.toContain(secret);
  });

  it('have short names where a person chose the name of the API', async () => {
    await using api = await open({ JUPYTER_HEADER_X_API_KEY: 'secret-key' }, documentOf(), {}, { name: 'jupyter' });
    await api.call('things');
    expect(sent()).toBe('- secret-key -');
    expect(api.sources).toEqual({ 'header x-api-key': 'JUPYTER_HEADER_X_API_KEY' });
  });

  it('are not sent with the option off', async () => {
    await using api = await open({ [`${start}TOKEN`]: 'secret-token' }, documentOf(), { unrequiredCredentials: 'off' });
    await api.call('things');
    expect(sent()).toBe('- - -');
  });

  it.each<[commands: string[], environment: Record<string, string>, sent: string]>([
    [['echo printed-token'], {}, 'Bearer printed-token - -'],
    [['header x-api-key=echo printed-key'], {}, '- printed-key -'],
    [['header x-api-key=echo printed-key', 'bearer=echo printed-token'], {}, 'Bearer printed-token printed-key -'],
    [['TOKEN=printed-token; echo $TOKEN'], {}, 'Bearer printed-token - -'],
    [['echo printed-token'], { [`${start}TOKEN`]: 'secret-token' }, 'Bearer secret-token - -'],
    [['echo printed-token'], { [`${start}HEADER_X_API_KEY`]: 'secret-key' }, 'Bearer printed-token secret-key -'],
  ])('come from the commands %j with %j', async (authCommand, environment, expected) => {
    await using api = await open({ PATH: process.env['PATH'] ?? '', ...environment }, documentOf(), { authCommand });
    await api.call('things');
    expect(sent()).toBe(expected);
  });

  it('are named by a 401', async () => {
    await using unset = await open({});
    expect(await unset.call('refuses')).toContain(
      `The API requires credentials that its document does not describe: the operator of this server can set ${start}TOKEN, or ${start}USERNAME and ${start}PASSWORD, or ${start}HEADER_NAME in its environment.`,
    );
    await using refused = await open({ [`${start}TOKEN`]: 'secret-token', [`${start}HEADER_X_API_KEY`]: 'secret-key' });
    expect(await refused.call('refuses')).toContain(
      `The API rejected the credentials: the operator of this server must check ${start}TOKEN and ${start}HEADER_X_API_KEY.`,
    );
  });

  it('may be no header of the connection', async () => {
    await expect(open({ [`${start}HEADER_HOST`]: 'evil.example' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

it('the commands name the credentials of an API whose document declares no security', async () => {
  const path = join(folder, 'notebooks.json');
  writeFileSync(path, JSON.stringify(documentOf()));
  const { out } = await runIn(['inspect', path]);
  expect(out.replace(/\s+/g, ' ')).toContain(
    `Credentials, although the document declares no security from ${start}TOKEN (Bearer), from ${start}USERNAME and ${start}PASSWORD (Basic), or from ${start}HEADER_NAME for a header, as HEADER_X_API_KEY for x-api-key`,
  );
  const environment = { [`${start}TOKEN`]: 'secret-token', NOTEBOOKS_USERNAME: 'ada' };
  const { out: result, error } = await runIn(['call', path, 'things'], environment);
  expect(result + error).not.toContain('secret-token');
  expect(error).toContain(
    `WARNING: NOTEBOOKS_USERNAME is ignored: the document chose that name. Set ${start}USERNAME`,
  );
  expect(upstream.requests[0]?.header('authorization')).toBe('Bearer secret-token');
});
