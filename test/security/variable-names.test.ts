import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flagsOf } from '../../src/cli/command.ts';
import { loadCommands } from '../../src/cli/commands.ts';
import { credentialVariables } from '../../src/index.ts';
import { startCli } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';
import { startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { JsonObject } from '../../src/index.ts';
import type { SecuritySchemeDescriptor } from '../../src/descriptor.ts';
import type { Upstream } from '../support/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-variables-'));
const secretFile = join(folder, 'id_rsa');
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream(({ target }) => ({
    headers: { 'content-type': 'application/json' },
    body: target === '/token' ? '{"access_token":"fetched","token_type":"bearer"}' : '{"ok":true}',
  }));
  writeFileSync(secretFile, 'stolen');
});
beforeEach(() => upstream.requests.splice(0));
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
const bearer = { type: 'http', scheme: 'bearer' };
const basic = { type: 'http', scheme: 'basic' };

/** Returns a document with one operation, which requires one scheme. */
function documentOf(title: string, name: string, scheme: JsonObject): JsonObject {
  const document = securedDocument(upstream.url, { [name]: scheme }, { things: [{ [name]: [] }] });
  return { ...document, info: { title, version: '1' } };
}

function oauth(): JsonObject {
  return { type: 'oauth2', flows: { clientCredentials: { tokenUrl: `${upstream.url}/token`, scopes: {} } } };
}

/** Everything that the upstream received. */
function received(): string {
  return JSON.stringify(
    upstream.requests.map(({ target, headers, body }) => [target, headers, body.toString()]),
  );
}

interface NameRow {
  row: string;
  title: string;
  scheme: [name: string, scheme: () => JsonObject];
  environment: Record<string, string>;
  /** The name that a person chose. */
  name?: string;
}

describe('no document reads a variable that was not set for it', () => {
  const rows: NameRow[] = [
    {
      row: 'a token',
      title: 'GitHub',
      scheme: ['token', () => bearer],
      environment: { GITHUB_TOKEN: 'stolen' },
    },
    {
      row: 'a file',
      title: 'GitHub',
      scheme: ['token', () => bearer],
      environment: { GITHUB_TOKEN_FILE: secretFile },
    },
    {
      row: 'a key',
      title: 'AWS',
      scheme: ['secretAccessKey', () => key],
      environment: { AWS_SECRET_ACCESS_KEY: 'stolen' },
    },
    {
      row: 'a key with capitals',
      title: 'OpenAI',
      scheme: ['APIKey', () => key],
      environment: { OPENAI_API_KEY: 'stolen' },
    },
    {
      row: 'a URL',
      title: 'Database',
      scheme: ['url', () => key],
      environment: { DATABASE_URL: 'stolen' },
    },
    {
      row: 'a password',
      title: 'PG',
      scheme: ['', () => basic],
      environment: { PG__USERNAME: 'ada', PG_USERNAME: 'ada', PG__PASSWORD: 'stolen', PG_PASSWORD: 'stolen' },
    },
    {
      row: 'the secret of a client',
      title: 'Google',
      scheme: ['OAuth', oauth],
      environment: { GOOGLE_OAUTH_CLIENT_ID: 'client', GOOGLE_OAUTH_CLIENT_SECRET: 'stolen' },
    },
    {
      row: 'the key of confirmations',
      title: 'OpenAPI MCP',
      scheme: ['confirmKey', () => key],
      environment: { OPENAPI_MCP_CONFIRM_KEY: 'stolen' },
    },
    {
      row: 'the key of confirmations, by one word',
      title: 'Confirm',
      scheme: ['key', () => key],
      environment: { OPENAPI_MCP_CONFIRM_KEY: 'stolen', CONFIRM_KEY: 'stolen' },
    },
    {
      row: 'the key of confirmations, with a chosen name',
      title: 'Things',
      name: 'openapi-mcp',
      scheme: ['confirmKey', () => key],
      environment: { OPENAPI_MCP_CONFIRM_KEY: 'stolen' },
    },
    {
      row: 'the passphrase of a client key, with a chosen name',
      title: 'Things',
      name: 'openapi',
      scheme: ['mcpClientKeyPassphrase', () => key],
      environment: { OPENAPI_MCP_CLIENT_KEY_PASSPHRASE: 'stolen' },
    },
    {
      row: 'the variable of another API, with a chosen name',
      title: 'Things',
      name: 'openapi',
      scheme: ['mcpCredentialGithubToken', () => key],
      environment: { OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN: 'stolen' },
    },
  ];

  it.each(rows)('$row', async ({ title, scheme: [name, scheme], environment, ...chosen }) => {
    const document = documentOf(title, name, scheme());
    await using secured = await openSecured(document, environment, {}, chosen);
    await secured.call('things');
    expect(upstream.requests.length).toBeGreaterThan(0);
    expect(received()).not.toMatch(/stolen|c3RvbGVu/i);
    expect(secured.sources).toEqual({});
  });
});

describe('a variable is read', () => {
  it.each<NameRow>([
    {
      row: 'with the start that no document chooses',
      title: 'GitHub',
      scheme: ['token', () => bearer],
      environment: { OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN: 'given', GITHUB_TOKEN: 'stolen' },
    },
    {
      row: 'from a file',
      title: 'GitHub',
      scheme: ['token', () => bearer],
      environment: { OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN_FILE: join(folder, 'given') },
    },
    {
      row: 'for a client',
      title: 'Google',
      scheme: ['OAuth', oauth],
      environment: {
        OPENAPI_MCP_CREDENTIAL_GOOGLE_OAUTH_CLIENT_ID: 'client',
        OPENAPI_MCP_CREDENTIAL_GOOGLE_OAUTH_CLIENT_SECRET: 'given',
      },
    },
    {
      row: 'by its short form for a chosen name',
      title: 'Things',
      name: 'GitHub',
      scheme: ['token', () => bearer],
      environment: { GITHUB_TOKEN: 'given', OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN: 'stolen' },
    },
    {
      row: 'by its long form for the name of this package',
      title: 'Things',
      name: 'openapi-mcp',
      scheme: ['confirmKey', () => key],
      environment: { OPENAPI_MCP_CREDENTIAL_OPENAPI_MCP_CONFIRM_KEY: 'given' },
    },
  ])('$row', async ({ title, scheme: [name, scheme], environment, ...chosen }) => {
    writeFileSync(join(folder, 'given'), 'given\n');
    const document = documentOf(title, name, scheme());
    await using secured = await openSecured(document, environment, {}, chosen);
    await secured.call('things');
    expect(received()).toMatch(/\bgiven\b|Y2xpZW50OmdpdmVu/);
    expect(received()).not.toContain('stolen');
  });
});

describe('two schemes never read one variable', () => {
  const header: SecuritySchemeDescriptor = { type: 'apiKey', in: 'header', name: 'X' };
  const password: SecuritySchemeDescriptor = { type: 'http', scheme: 'basic' };
  const machine: SecuritySchemeDescriptor = { type: 'oauth2', flows: { clientCredentials: { scopes: [] } } };

  it.each<[title: string, schemes: Record<string, SecuritySchemeDescriptor>, first: string[]]>([
    ['different names', { one: header, two: header }, ['A_ONE', 'A_TWO']],
    [
      'names that differ in marks and capitals',
      { 'my-key': header, my_key: header, MyKey: header },
      ['A_MY_KEY_5E78863E', 'A_MY_KEY_7D4C1443', 'A_MY_KEY_347B261D'],
    ],
    ['a name that ends like a variable', { login: password, login_username: header }, []],
    ['a name that ends like a file', { token: header, token_file: header }, []],
    ['a name that ends like a variable of OAuth', { app: machine, app_client_id: header }, []],
    ['a certificate', { tls: { type: 'mutualTLS' }, tls_key: header }, []],
    ['names without letters', { 日本: header, '!': header, '': header }, []],
    ['a name that ends like a digest', { 'my-key': header, my_key: header, my_key_5e78863e: header }, []],
  ])('%s', (_, securitySchemes, first) => {
    const variables = credentialVariables({ name: 'a', hasChosenName: true, securitySchemes });
    const read = variables.map(({ ways, optional }) => [...new Set([...ways.flat(), ...optional])]);
    const all = read.flat().flatMap((name) => [name, `${name}_FILE`]);
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^A_[A-Z0-9_]+$/);
    if (first.length > 0) expect(read.map(([name]) => name)).toEqual(first);
  });

  it('sends each credential by its own scheme', async () => {
    const schemes = { 'my-key': key, my_key: { type: 'apiKey', in: 'query', name: 'k' } };
    const document = securedDocument(upstream.url, schemes, { things: [{ 'my-key': [], my_key: [] }] });
    await using secured = await openSecured(document, {
      SECURED_MY_KEY: 'both',
      SECURED_MY_KEY_5E78863E: 'one',
      SECURED_MY_KEY_7D4C1443: 'two',
    });
    await secured.call('things');
    expect([upstream.requests[0]?.target, upstream.requests[0]?.header('x-key')]).toEqual([
      '/things?k=two',
      'one',
    ]);
  });
});

/** Returns what a call of the API of GitHub prints to standard error. */
async function errorOf(environment: Record<string, string>, flags: string[] = []): Promise<string> {
  const path = join(folder, 'github.json');
  writeFileSync(path, JSON.stringify(documentOf('GitHub', 'token', bearer)));
  const { error } = await runIn(['call', path, 'things', ...flags], environment);
  return error;
}

describe('a variable by the name that the document alone chose', () => {
  it.each<[title: string, environment: Record<string, string>, flags: string[], text: string]>([
    [
      'is reported with the name that is read',
      { GITHUB_TOKEN: 'stolen' },
      [],
      'WARNING: GITHUB_TOKEN is ignored: the document chose that name. Set OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN, or pass --name github.\n',
    ],
    [
      'is reported if it names a file',
      { GITHUB_TOKEN_FILE: secretFile },
      [],
      'WARNING: GITHUB_TOKEN_FILE is ignored: the document chose that name. Set OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN_FILE, or pass --name github.\n',
    ],
    ['is not reported if it is not set', {}, [], ''],
    ['is not reported beside the one that is read', { GITHUB_TOKEN: 'a', OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN: 'long-secret' }, [], ''],
    ['is read with --name', { GITHUB_TOKEN: 'long-secret' }, ['--name', 'github'], ''],
  ])('%s', async (_, environment, flags, text) => {
    expect(await errorOf(environment, flags)).toBe(text);
  }); // prettier-ignore
});

it.each<[title: string, scheme: () => JsonObject, ignored: string[], read: string[]]>([
  ['a token', () => bearer, ['GITHUB_TOKEN'], ['OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN']],
  [
    'a password',
    () => basic,
    ['GITHUB_TOKEN_USERNAME', 'GITHUB_TOKEN_PASSWORD'],
    ['OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN_USERNAME', 'OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN_PASSWORD'],
  ],
  [
    'a client',
    oauth,
    ['GITHUB_TOKEN_CLIENT_ID', 'GITHUB_TOKEN_CLIENT_SECRET'],
    ['OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN_CLIENT_ID', 'OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN_CLIENT_SECRET'],
  ],
])(
  'the start summary of serve names the variables of %s that are ignored',
  async (_, scheme, ignored, read) => {
    const path = join(folder, 'served.json');
    writeFileSync(path, JSON.stringify(documentOf('GitHub', 'token', scheme())));
    const env = Object.fromEntries(ignored.map((name) => [name, 'a-long-secret']));
    await using server = startCli(['serve', path], { env });
    await server.printed(/Listening/);
    expect(server.stderr().match(/^WARNING: .*$/gm)).toEqual(
      ignored.map(
        (name, index) =>
          `WARNING: ${name} is ignored: the document chose that name. Set ${read[index]}, or pass --name github.`,
      ),
    );
    expect(server.stderr()).not.toContain('a-long-secret');
  },
);

it.each<[title: string, environment: Record<string, string>, flags: string[], names: string]>([
  ['a file', { OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN_FILE: 'FILE' }, [], 'OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN'],
  ['a header', { OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN: 'a-long-secret' }, ['--header', 'X-Api-Key: tiny'], '--header X-Api-Key'],
])('the start summary of serve says that the secret of %s is too short to be redacted', async (_, environment, flags, names) => {
  const path = join(folder, 'served.json');
  writeFileSync(path, JSON.stringify(documentOf('GitHub', 'token', bearer)));
  writeFileSync(join(folder, 'tiny'), 'tiny');
  const env = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value === 'FILE' ? join(folder, 'tiny') : value]),
  );
  await using server = startCli(['serve', path, ...flags], { env });
  await server.printed(/Listening/);
  expect(server.stderr()).toContain(`WARNING: ${names}: too short to be told from words, and not redacted from responses.`);
}); // prettier-ignore

it('no option is a variable that a credential could have', async () => {
  const variables = (await loadCommands()).flatMap((command) =>
    flagsOf(command).flatMap(({ variable }) => variable ?? []),
  );
  expect(variables).toContain('OPENAPI_MCP_CACHE');
  for (const variable of variables) expect(variable).not.toMatch(/^OPENAPI_MCP_CREDENTIAL_/);
});

it('a generated project names the variables that it reads', async () => {
  const path = join(folder, 'github.json');
  writeFileSync(path, JSON.stringify(documentOf('GitHub', 'token', bearer)));
  for (const [flags, variable] of [
    [[], 'OPENAPI_MCP_CREDENTIAL_GITHUB_TOKEN'],
    [['--name', 'hub'], 'HUB_TOKEN'],
  ] as const) {
    const out = mkdtempSync(join(folder, 'project-'));
    await runIn(['generate', path, '--out', out, '--scaffold', ...flags]);
    expect(readFileSync(join(out, '.env.example'), 'utf8')).toBe(`# token\n${variable}=\n`);
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain(`"${variable}": ""`);
    expect(readFileSync(join(out, 'api/descriptor.json'), 'utf8').includes('"hasChosenName"')).toBe(
      variable === 'HUB_TOKEN',
    );
  }
});
