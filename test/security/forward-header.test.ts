import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamableHTTPClientTransport as HttpTransportV2 } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as HttpTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport as TransportV1 } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { clientKinds, connectV1, connectV2 } from '../interop/clients.ts';
import { runCli, serveCliHttp } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import { securedDocument } from './secured-api.ts';
import type { ClientKind, InteropClient } from '../interop/clients.ts';
import type { CreateServerOptions, HttpServer } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Upstream } from '../support/upstream.ts';

const kinds: ClientKind[] = [...clientKinds];
let upstream: Upstream;

beforeAll(async () => {
  // The API identifies its user by header, and responds with the length of the key.
  upstream = await startUpstream((request) => {
    const user = request.header('x-user-key') ?? request.header('authorization');
    return {
      status: user === undefined ? 401 : 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: user?.length ?? null }),
    };
  });
});
afterAll(() => upstream.close());

function document(): JsonObject {
  return securedDocument(
    upstream.url,
    { key: { type: 'apiKey', in: 'header', name: 'X-User-Key' }, token: { type: 'http', scheme: 'bearer' } },
    { keyed: [{ key: [] }], signed: [{ token: [] }], open: [] },
  );
}

function connect(kind: ClientKind, url: string, headers: Record<string, string>): Promise<InteropClient> {
  const options = { requestInit: { headers } };
  return kind.sdk === 'v2'
    ? connectV2(new HttpTransportV2(new URL(url), options), kind.protocolVersion)
    : connectV1(new HttpTransportV1(new URL(url), options) as TransportV1);
}

async function serve(options: CreateServerOptions): Promise<HttpServer & AsyncDisposable> {
  const server = await createServer(document(), options);
  const http = await server.serveHttp({ port: 0 });
  return {
    ...http,
    async [Symbol.asyncDispose]() {
      await http.close();
      await server.close();
    },
  };
}

function sent(name: string): string | undefined {
  return upstream.requests.at(-1)?.header(name);
}

const credentials = { key: { value: 'key-of-the-server' }, token: { value: 'token-of-the-server' } };

describe.each(kinds)('$label', (kind) => {
  it('has its header forwarded, separately for every request', async () => {
    await using server = await serve({ request: { forwardHeaders: ['x-user-key'], credentials } });
    const clients = await Promise.all(
      ['key-of-ada', 'key-of-eve-2'].map((key) => connect(kind, server.url, { 'X-User-Key': key })),
    );
    const calls = Array.from({ length: 10 }, (_, index) => clients[index % 2]?.callTool('keyed', {}));
    const users = (await Promise.all(calls)).map((result) => result?.['structuredContent']);
    expect(users).toEqual(Array.from({ length: 10 }, (_, index) => ({ user: index % 2 === 0 ? 10 : 12 })));
    await Promise.all(clients.map((client) => client.close()));
  });

  it('that sends no header does not get the credentials of the server', async () => {
    await using server = await serve({ request: { forwardHeaders: ['X-User-Key'], credentials } });
    const client = await connect(kind, server.url, {});
    const result = await client.callTool('keyed', {});
    expect(result['content']).toEqual([
      {
        type: 'text',
        text: 'The API responded with 401 Unauthorized.\nNo credentials were sent: the client must send its own X-User-Key header, which this server passes on.\n\n{"user":null}',
      },
    ]);
    await client.close();
  });

  it('does not have its Authorization header forwarded unless it is named', async () => {
    await using server = await serve({ request: { forwardHeaders: ['X-User-Key'] } });
    const client = await connect(kind, server.url, {
      Authorization: 'Bearer token-for-mcp',
      'X-User-Key': 'key-of-ada',
      'X-Other': 'other',
      Cookie: 'session=1',
    });
    await client.callTool('signed', {});
    expect([sent('authorization'), sent('x-user-key'), sent('x-other'), sent('cookie')]).toEqual([
      undefined,
      'key-of-ada',
      undefined,
      undefined,
    ]);
    await client.close();
  });

  it('has its Authorization header forwarded if it is named', async () => {
    await using server = await serve({ request: { forwardHeaders: ['Authorization'], credentials } });
    const client = await connect(kind, server.url, { Authorization: 'Bearer token-of-ada' });
    await client.callTool('signed', {});
    expect(sent('authorization')).toBe('Bearer token-of-ada');
    await client.readResource('secured://api/signed');
    expect(sent('authorization')).toBe('Bearer token-of-ada');
    await client.callTool('keyed', {});
    expect(sent('x-user-key')).toBe('key-of-the-server');
    await client.close();
  });
});

it.each<[options: CreateServerOptions, message: string]>([
  [
    { request: { forwardHeaders: ['Host'] } },
    'the header Host cannot be set: it follows the URL, which --base-url sets',
  ],
  [{ request: { forwardHeaders: ['no name'] } }, '"no name" is not a header name'],
  [
    { request: { forwardHeaders: ['X-A'], headers: { 'x-a': '1' } } },
    'the header X-A cannot be both fixed and passed on',
  ],
])('%j is rejected', async (options, message) => {
  await expect(createServer(document(), options)).rejects.toMatchObject({ code: 'OPTION_INVALID', message });
});

describe('on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-forward-'));
  const path = join(folder, 'secured.json');
  beforeAll(() => {
    writeFileSync(path, JSON.stringify(document()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['Authorization', 'key-of-ada', true],
    ['X-User-Key', 'key-of-ada', false],
  ])('--forward-header %s', async (name, value, warns) => {
    await using server = await serveCliHttp([path, '--forward-header', name]);
    const client = await connect(kinds[2] ?? clientKinds[0], server.url, { [name]: value });
    await client.callTool('open', {});
    expect(sent(name)).toBe(value);
    expect(server.stderr().includes('WARNING: Authorization is forwarded')).toBe(warns);
    expect(server.stderr()).not.toContain(value);
    await client.close();
  });

  it('is rejected over stdio', async () => {
    expect(await runCli(['serve', path, '--forward-header', 'X-A'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'openapi-mcp: over standard input and output there are no headers to pass on\n' +
        '  Add --transport http, or leave --forward-header out. (OPTION_INVALID)\n',
    });
  });
});
