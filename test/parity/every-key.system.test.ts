import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer } from '../access/issuer.ts';
import { createFiles } from '../config/files.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { listening, repository, startCli } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { everyKey } from './every-key.ts';
import { document } from './shop.ts';
import type { AuditEntry } from '../../src/index.ts';
import type { Issuer } from '../access/issuer.ts';
import type { ClientKind, InteropClient } from '../interop/clients.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { Upstream } from '../support/upstream.ts';

const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
const done = { '200': { description: 'Done' } };
const shop = {
  ...document,
  paths: {
    ...document.paths,
    '/refused': { get: { operationId: 'getRefused', responses: done } },
    '/hidden': { get: { operationId: 'listHidden', responses: done } },
    '/page': { get: { operationId: 'getPage', responses: done } },
  },
};
const plain = {
  openapi: '3.1.0',
  info: { title: 'Plain', version: '1' },
  servers: [
    { url: 'http://127.0.0.1:1' },
    { url: 'http://127.0.0.1:{place}', variables: { place: { default: '1' } } },
  ],
  security: [{ key: [] }],
  paths: {
    '/wares': {
      get: { operationId: 'listWares', responses: done },
      post: { operationId: 'addWare', responses: done },
    },
    '/reports': { get: { operationId: 'reports', responses: done } },
    '/secrets': { get: { operationId: 'listSecrets', responses: done } },
    '/things/{id}': {
      get: {
        operationId: 'get_thing_things__id__get',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: done,
      },
    },
  },
  components: { securitySchemes: { key } },
};
const overlay = `overlay: 1.1.0
info: { title: Shop, version: '1' }
actions: [{ target: "$.paths['/page'].get", update: { description: Overlaid. } }]
`;
const environment = { CANARY_TENANT: 'canary-tenant-9' };
const audience = 'https://mcp.example.com/mcp';
const { folder, write } = createFiles();
let issuer: Issuer;
let upstream: Upstream;
let live: RunningProcess;
let closeGenerated: () => Promise<void>;
let urls: string[];
let authorization: string;
const audited: AuditEntry[] = [];

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  write('package.json', '{"type":"module"}');
  write('shop.json', JSON.stringify(shop));
  write('shop.overlay.yaml', overlay);
  write('shop.env', 'UNUSED=1\n');
  write('shared.md', '---\nname: greet\n---\nSay hello.\n');
  write('own.md', '---\nname: order\n---\nOrder something.\n');
  [issuer, upstream] = await Promise.all([startIssuer({ audience }), startUpstream()]);
  upstream.answer(({ target, header }) => {
    if (target !== '/plain.json') return answerOf(target);
    const isAllowed = header('x-command') === 'command' && header('x-document') === 'header';
    return isAllowed ? jsonAnswer(plain) : { status: 401 };
  });
  const config = write(
    'every.config.yaml',
    everyKey({ upstream: upstream.url, issuer: issuer.url, audience }),
  );
  const flags = ['--http', '--sign-in', '--resilience', '--out', join(folder, 'code'), '--config', config];
  const generating = await runIn(['generate', ...flags], environment);
  if (generating.code !== 0) throw new Error(generating.error);
  live = startCli(['serve', '--config', config], { env: environment });
  authorization = `Bearer ${await issuer.sign({ scope: 'shop reports wares', team: 'one', owner: 'ada' })}`;
  urls = [await live.printed(listening), await serveGenerated()];
});
afterAll(async () => {
  await live[Symbol.asyncDispose]();
  await closeGenerated();
  await Promise.all([issuer[Symbol.asyncDispose](), upstream.close()]);
});

function answerOf(target: string) {
  if (target.startsWith('/page'))
    return { headers: { 'content-type': 'text/html' }, body: '<p>One &amp; two</p>' };
  if (target.startsWith('/wares')) return { headers: { 'set-cookie': 'a=1' }, body: 'wares' };
  if (target.startsWith('/things')) return jsonAnswer({ reason: 'gone' }, 404);
  return {
    headers: { 'content-type': 'application/json', 'x-total': '1' },
    body: '{"id":9007199254740993,"email":"canary-tenant-9","note":"n"}',
  };
}

/** Serves the generated server with the options of the config file that a program gives. */
async function serveGenerated(): Promise<string> {
  const { createServer } = await import(join(folder, 'code/index.ts'));
  const timeouts = { connectTimeout: 5000, headersTimeout: 5000, bodyTimeout: 5000, callTimeout: 8000 };
  const common = {
    forwardHeaders: ['X-Forwarded-Tenant'],
    identityHeaders: { 'X-Caller': 'claim:owner' },
    environment,
  };
  const server = await createServer({
    audit: { write: (entry: AuditEntry) => audited.push(entry), includeArguments: true },
    policy: {
      allow: ['**'],
      deny: ['listSecrets'],
      confirm: 'destructive',
      toolScopes: { plain_reports: ['reports'] },
    },
    apis: {
      shop: {
        policy: { deny: ['/refused'] },
        request: { ...common, ...timeouts, unrequiredCredentials: 'off' },
        resilience: {
          retries: 1,
          idempotencyKey: 'Idempotency-Key',
          breakerFailures: 50,
          breakerPause: 100,
          upstreamConcurrency: 5,
          upstreamQueue: 20,
          upstreamRate: '1000/s',
          responseCache: 1,
        },
        result: {
          maxResponseBytes: 5000,
          maxResultChars: 600,
          resultHeaders: ['X-Total'],
          maskErrors: true,
          html: 'text',
        },
      },
      plain: {
        policy: { readOnly: true, allow: ['get'], confirm: 'write', toolScopes: { listWares: ['wares'] } },
        request: {
          ...common,
          server: '2',
          serverVariables: { place: String(upstream.port) },
          validateArguments: 'warn',
          credentials: { key: { value: 'plain-secret' } },
        },
      },
    },
  });
  const http = await server.serveHttp({
    port: 0,
    allowedHosts: ['shop.example'],
    allowedOrigins: ['https://shop.example'],
    maxBodyBytes: 100_000,
    maxHeaderBytes: 20_000,
    maxConcurrent: 100,
    rateLimit: 100_000,
    requestTimeout: 20_000,
    authJwt: [issuer.url],
    authAudience: audience,
    authScopes: ['shop'],
    authScopeClaim: ['scope'],
    authAlgorithms: ['ES256'],
    authClockSkew: 10,
    requiredClaims: ['team=one'],
  });
  closeGenerated = async () => {
    await http.close();
    await server.close();
  };
  return http.url;
}

async function connectBoth(kind: ClientKind): Promise<InteropClient[]> {
  const headers = { authorization, 'x-forwarded-tenant': 'north' };
  return Promise.all(urls.map((url) => connectHttp(kind, url, headers)));
}

describe.each(clientKinds)('through a config file of every key, a $label', (kind) => {
  it('sees the same bytes from the generated server as from the live one', async () => {
    const clients = await connectBoth(kind);
    const [one = '', other] = await Promise.all(
      clients.map(async (client) =>
        JSON.stringify([
          client.instructions,
          client.capabilities,
          await client.listTools(),
          await client.listResources(),
          await client.listResourceTemplates(),
          await client.listPrompts(),
          await client.getPrompt('order'),
        ]),
      ),
    );
    await Promise.all(clients.map((client) => client.close()));
    // A server that watches its files says that its lists can change.
    expect(other).toBe(one.replaceAll('"listChanged":true', ''));
    expect(one).toContain('Overlaid.');
    expect(one).not.toMatch(/getRefused|listHidden|listSecrets|addWare|canary/);
  });

  it.each<[tool: string, args: Record<string, unknown>]>([
    ['items', { size: '1' }],
    ['items', { size: '3', resultFilter: 'id' }],
    ['addItem', { name: 'a' }],
    ['listReports', {}],
    ['getPage', {}],
    ['plain_listWares', { extraQuery: { page: 2 } }],
    ['plain_reports', {}],
    ['plain_get_thing', { id: 'x' }],
    ['plain_addWare', {}],
    ['nothing', {}],
  ])('gets the same from %s with %j', async (tool, args) => {
    const clients = await connectBoth(kind);
    const before = upstream.requests.length;
    const results: string[] = [];
    for (const client of clients)
      results.push(await client.callTool(tool, args).then(withoutTimes, (error: unknown) => String(error)));
    await Promise.all(clients.map((client) => client.close()));
    expect(results[1]).toEqual(results[0]);
    const sent = upstream.requests.slice(before).map(({ method, target, headers, body }) => {
      const shown = headers.filter(([name]) => !/^(idempotency-key|host)$/i.test(name));
      return `${method} ${target} ${shown.join(' ')} ${body}`;
    });
    expect(sent.slice(sent.length / 2)).toEqual(sent.slice(0, sent.length / 2));
  });
});

it('the audit logs have the same calls', async () => {
  const lines = readFileSync(join(folder, 'audit.jsonl'), 'utf8').trimEnd().split('\n');
  const written = lines.map((line) => shownCall(JSON.parse(line) as AuditEntry));
  expect(written.length).toBeGreaterThan(20);
  expect(audited.map(shownCall)).toEqual(written);
});

/** Returns an entry of an audit log without what differs between calls. */
function shownCall({ id: _, time: _time, duration: _duration, ...rest }: AuditEntry): string {
  return JSON.stringify(rest);
}

/** Returns a result without what differs between calls. The command line observes its calls, which have an id then. */
function withoutTimes(result: Record<string, unknown>): string {
  const shown = JSON.stringify(result, (name, value: unknown) =>
    name === 'duration' || name === 'openapi-mcp/request-id' ? undefined : value,
  );
  return shown.replace('"_meta":{},', '');
}
