import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { runCli, serveCliHttp, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { encodings, leaks } from './echoed-secrets.ts';
import { echoing, leakyResponses, repeated, shownBy } from './leaky-responses.ts';
import { securedDocument } from './secured-api.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { Answer, RecordedRequest, Upstream } from '../support/upstream.ts';

/** Returns a secret with characters that URLs, forms and JSON each encode differently. */
function canary(name: string): string {
  return `c4nary-${name}+/&="\\ x`;
}

const basic = Buffer.from(`ada:${canary('password')}`).toString('base64');
const environment = {
  SECURED_QUERY: canary('query'),
  SECURED_HEADER: canary('header'),
  SECURED_COOKIE: canary('cookie'),
  SECURED_TOKEN: canary('token'),
  SECURED_LOGIN_USERNAME: 'ada',
  SECURED_LOGIN_PASSWORD: canary('password'),
  SECURED_OAUTH_CLIENT_ID: 'client',
  SECURED_OAUTH_CLIENT_SECRET: canary('secret'),
  SECURED_MACHINE_CLIENT_ID: 'client',
  SECURED_MACHINE_CLIENT_SECRET: canary('machine'),
};
const fixed = ['--header', `X-Own-Token: ${canary('fixed')}`];

/** The secrets that are known to every call, and those that a tool is the only one to send. */
const known = [
  ...['query', 'header', 'cookie', 'token', 'password', 'fixed'].map(canary),
  basic,
  `ada:${canary('password')}`,
  `Bearer ${canary('token')}`,
];
const sentBy: Record<string, string[]> = {
  keys: known,
  all: [...known, canary('file'), canary('command')],
  granted: [...known, canary('access')],
};

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-canary-'));
const secretFile = join(folder, 'secret');
/** The files that the server writes. */
const written = mkdtempSync(join(tmpdir(), 'openapi-mcp-canary-files-'));
const path = join(folder, 'secured.json');
let upstream: Upstream;
let tokens: Upstream;

beforeAll(async () => {
  upstream = await startUpstream();
  writeFileSync(secretFile, canary('file'));
  tokens = await startUpstream((request) =>
    request.target === '/granted'
      ? jsonAnswer({ access_token: canary('access'), token_type: 'bearer', expires_in: 3600 })
      : jsonAnswer(
          { error: 'invalid_client', error_description: request.body.toString() + basicOf(request) },
          400,
        ),
  );
  const document = securedDocument(
    upstream.url,
    {
      query: { type: 'apiKey', in: 'query', name: 'api_key' },
      header: { type: 'apiKey', in: 'header', name: 'X-Key' },
      cookie: { type: 'apiKey', in: 'cookie', name: 'session' },
      token: { type: 'http', scheme: 'bearer' },
      login: { type: 'http', scheme: 'basic' },
      oauth: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: `${tokens.url}/token`, scopes: {} } },
      },
      machine: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: `${tokens.url}/granted`, scopes: {} } },
      },
      file: { type: 'apiKey', in: 'header', name: 'X-File' },
      command: { type: 'apiKey', in: 'header', name: 'X-Command' },
    },
    {
      keys: [{ query: [], header: [], cookie: [], token: [] }],
      all: [{ query: [], header: [], cookie: [], login: [], file: [], command: [] }],
      granted: [{ machine: [] }],
      logged: [{ query: [], login: [] }],
      fetched: [{ oauth: [] }],
    },
  );
  writeFileSync(path, JSON.stringify(document));
});
afterAll(async () => {
  await upstream.close();
  await tokens.close();
  rmSync(folder, { recursive: true });
  rmSync(written, { recursive: true });
});

function basicOf(request: RecordedRequest): string {
  const [, encoded = ''] = request.header('authorization')?.split(' ') ?? [];
  return decodeURIComponent(Buffer.from(encoded, 'base64').toString());
}

describe('a server leaks no secret', () => {
  let server: RunningProcess;
  let client: InteropClient | undefined;

  beforeAll(async () => {
    const limits = [
      '--call-timeout',
      '500',
      '--max-result-chars',
      '4000',
      '--result-headers',
      'www-authenticate',
      '--response-filter',
      '--audit-log',
      join(written, 'audit.jsonl'),
      '--auth-command',
      `command=cat ${join(folder, 'command')}`,
    ];
    writeFileSync(join(folder, 'command'), canary('command'));
    const env = {
      ...environment,
      SECURED_FILE_FILE: secretFile,
      XDG_CACHE_HOME: written,
      OPENAPI_MCP_CACHE: 'on',
    };
    server = startCli(['serve', path, '--name', 'secured', ...fixed, ...limits], { env });
    await server.printed(/Listening/);
    client = await server.connect(clientKinds[0]);
  });
  afterAll(async () => {
    await client?.close();
    await server[Symbol.asyncDispose]();
  });

  it.each(leakyResponses)('in the result of %s', async (_, response) => {
    upstream.answer(response);
    const before = upstream.requests.length;
    const keys = await client?.callTool('keys', {});
    const logged = await client?.callTool('logged', {});
    const read = await client?.readResource('secured://api/keys').catch((error: unknown) => String(error));
    const [request] = upstream.requests.slice(before);
    // The test proves something only if the secrets were sent.
    expect(request?.target).toContain('api_key=c4nary-query');
    expect(request?.header('x-own-token')).toBe(canary('fixed'));
    expect(leaks(JSON.stringify([keys, logged, read]))).toEqual([]);
  });

  it.each(Object.entries(encodings))('that is repeated %s', async (_, encode) => {
    for (const [tool, secrets] of Object.entries(sentBy))
      for (const answer of repeated(secrets, encode)) {
        upstream.answer(answer);
        const result = shownBy(await client?.callTool(tool, {}));
        expect(result).toContain('REDACTED');
        expect(leaks(result)).toEqual([]);
        for (const [uri] of result.matchAll(/secured:\/\/responses\/[\w-]+/g)) {
          const stored = shownBy(await client?.readResource(uri));
          expect(stored).toContain('REDACTED');
          expect(leaks(stored)).toEqual([]);
        }
      }
  });

  it('in the error of a failed token request', async () => {
    const result = await client?.callTool('fetched', {});
    expect(tokens.requests.length).toBeGreaterThan(0);
    expect(JSON.stringify(result)).toContain('invalid_client');
    expect(leaks(JSON.stringify(result))).toEqual([]);
  });

  it('in its standard output and standard error', () => {
    expect(server.stdout()).toContain('REDACTED');
    expect(server.stderr()).toContain('SECURED_QUERY (set)');
    expect(leaks(server.stdout())).toEqual([]);
    expect(leaks(server.stderr())).toEqual([]);
  });

  it('in the files that it writes: the audit log and the cache', () => {
    const files = readdirSync(written, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name)).toContain('audit.jsonl');
    expect(files.length).toBeGreaterThan(1);
    for (const { parentPath, name } of files)
      expect(leaks(readFileSync(join(parentPath, name), 'latin1'))).toEqual([]);
  });
});

it('a server over HTTP leaks no secret in its log, audit log, metrics, traces, cached responses and the explorer', async () => {
  await using receiver = await startUpstream(jsonAnswer({}));
  const audit = join(written, 'audit-http.jsonl');
  writeFileSync(join(folder, 'command'), canary('command'));
  const flags = ['--name', 'secured', ...fixed, '--metrics', 'on', '--log-level', 'debug', '--explorer'];
  flags.push('--audit-log', audit, '--audit-arguments');
  flags.push('--auth-command', `command=cat ${join(folder, 'command')}`);
  const env = {
    ...environment,
    SECURED_FILE_FILE: secretFile,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  };
  await using server = await serveCliHttp([path, ...flags, '--response-cache', '10'], { env });
  const client = await connectHttp(clientKinds[0], server.url);
  // The explorer records calls from its first page on.
  await fetch(new URL('/explorer/info', server.url));
  const expectRedacted = async (tool: string): Promise<void> => {
    const result = shownBy(await client.callTool(tool, {}));
    expect(result).toContain('REDACTED');
    expect(leaks(result)).toEqual([]);
  };
  for (const [tool, secrets] of Object.entries(sentBy)) {
    const answers = Object.values(encodings).map((encode) => repeated(secrets, encode));
    for (const [listed = {}, , pairs = {}, failure = {}] of answers)
      for (const answer of [listed, pairs, failure]) {
        upstream.answer({ ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } });
        await expectRedacted(tool);
      }
    const cached = jsonAnswer(answers.map(([, , pairs = {}]) => JSON.parse(String(pairs.body))));
    upstream.answer({ ...cached, headers: { ...cached.headers, 'cache-control': 'max-age=600' } });
    const before = upstream.requests.length;
    await expectRedacted(tool);
    await expectRedacted(tool);
    expect(upstream.requests).toHaveLength(before + 1);
  }
  upstream.answer(echoing(500));
  for (const name of ['logged', 'fetched']) await client.callTool(name, {}).catch(() => undefined);

  const metrics = await (await fetch(new URL('/metrics', server.url))).text();
  expect(metrics).toContain('openapi_mcp_calls_total{tool="keys"');
  expect(leaks(metrics)).toEqual([]);

  const recorded = new URL('/explorer/calls', server.url);
  const { calls } = JSON.parse(await (await fetch(recorded)).text());
  expect(calls.length).toBeGreaterThan(0);
  expect(JSON.stringify(calls)).not.toContain('c4nary');
  for (const { id } of calls) {
    const entry = await (await fetch(`${recorded}?id=${id}`)).text();
    if (!entry.includes('"exchanges":[]')) expect(entry).toContain('REDACTED');
    expect(leaks(entry)).toEqual([]);
  }

  await client.close();
  server.signal('SIGTERM');
  expect(await server.ended).toBe(0);
  const exported = receiver.requests
    .map(({ target, body }) => `${target} ${body.toString('latin1')}`)
    .join('\n');
  expect(exported).toContain('/v1/traces');
  expect(exported).toContain('tools/call keys');
  expect(leaks(exported)).toEqual([]);
  const audited = readFileSync(audit, 'latin1');
  expect(audited).toContain('"tool":"granted"');
  expect(leaks(audited)).toEqual([]);
  expect(server.stderr()).toContain('keys');
  expect(leaks(server.stderr())).toEqual([]);
});

describe('the command line leaks no secret', () => {
  it.each<[title: string, words: string[], code: number, response?: (request: RecordedRequest) => Answer]>([
    ['inspect', ['inspect', path], 0],
    ['inspect --json', ['inspect', path, '--json'], 0],
    ['a dry run', ['call', path, 'keys', '--name', 'secured', ...fixed, '--dry-run'], 0],
    ['a dry run in JSON', ['call', path, 'logged', '--name', 'secured', ...fixed, '--dry-run', '--json'], 0],
    [
      'a dry run with a token to fetch',
      ['call', path, 'fetched', '--name', 'secured', ...fixed, '--dry-run'],
      0,
    ],
    ['a call', ['call', path, 'keys', '--name', 'secured', ...fixed], 0, echoing(200)],
    ['a call in JSON', ['call', path, 'logged', '--name', 'secured', '--json'], 0, echoing(200)],
    ['a call that fails', ['call', path, 'keys', '--name', 'secured', ...fixed], 1, echoing(500)],
    ['a call that the API rejects', ['call', path, 'logged', '--name', 'secured'], 1, echoing(401)],
    [
      'a call without an API',
      ['call', path, 'keys', '--name', 'secured', '--base-url', 'http://127.0.0.1:2'],
      1,
    ],
    ['a call without a token', ['call', path, 'fetched', '--name', 'secured'], 1],
    ['a resource', ['read', path, 'secured://api/keys', '--name', 'secured', '--json'], 0, echoing(200)],
    ['a missing resource', ['read', path, 'secured://api/keys', '--name', 'secured'], 1, echoing(404)],
    [
      'an invalid header',
      ['call', path, 'keys', '--name', 'secured', '--header', `X-Token: ${canary('a')}\u0001`],
      2,
    ],
    [
      'a base URL with a password',
      ['call', path, 'keys', '--name', 'secured', '--base-url', 'http://ada:c4nary@127.0.0.1:2/'],
      2,
    ],
    ['a header without a colon', ['call', path, 'keys', '--name', 'secured', '--header', canary('bare')], 2],
    [
      'an invalid base URL',
      ['call', path, 'keys', '--name', 'secured', '--base-url', 'ftp://ada:c4nary@127.0.0.1'],
      2,
    ],
  ])('in the output of %s', async (_, words, code, response) => {
    upstream.answer(response ?? {});
    const ended = await runCli(words, { env: environment });
    expect(ended.code).toBe(code);
    expect(leaks(ended.stdout)).toEqual([]);
    expect(leaks(ended.stderr)).toEqual([]);
  });

  it.each<[title: string, words: string[], code: number, response: Answer]>([
    ['that does not exist', ['inspect', 'URL'], 1, { status: 404 }],
    ['that requires a login', ['inspect', 'URL'], 1, { status: 401 }],
    ['that is not OpenAPI', ['inspect', 'URL'], 1, { body: '{}' }],
    ['with invalid JSON', ['inspect', 'URL'], 1, { body: '{"openapi":' }],
    [
      'with a dangling reference',
      ['inspect', 'URL', '--strict'],
      1,
      { body: documentWithParameter({ $ref: 'other.json#/a' }) },
    ],
    ['with flaws', ['inspect', 'URL', '--strict'], 1, { body: documentWithParameter({ type: 'strange' }) }],
    ['without flaws', ['inspect', 'URL', '--json'], 0, { body: documentWithParameter({ type: 'string' }) }],
    [
      'with an error for validate',
      ['validate', 'URL'],
      1,
      { body: documentWithParameter({ $ref: '#/nowhere' }) },
    ],
  ])('in the output for a document %s, at a URL with a key', async (_, words, code, response) => {
    await using website = await startUpstream(response);
    const url = `${website.url.replace('//', '//ada:c4nary@')}/openapi.json?key=c4nary-url&v=1`;
    const ended = await runCli(words.map((word) => (word === 'URL' ? url : word)));
    expect(website.requests[0]?.target).toBe('/openapi.json?key=c4nary-url&v=1');
    expect(ended.code).toBe(code);
    expect(leaks(ended.stdout + ended.stderr)).toEqual([]);
  });
});

/** Returns the text of a document with one parameter of a schema. */
function documentWithParameter(schema: object): string {
  const parameters = [{ name: 'q', in: 'query', schema }];
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Broken', version: '1' },
    servers: [{ url: '/v1' }],
    paths: {
      '/things': { get: { operationId: 'list', parameters, responses: { '200': { description: 'Done' } } } },
    },
  });
}
