import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createServer, generateServer, loadConfig } from '../../src/index.ts';
import schema from '../../src/config/config.schema.json' with { type: 'json' };
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { repository } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import { everyKey, exceptions } from './every-key.ts';
import { document, operations as text } from './shop.ts';
import type { ApiServer } from '../../src/index.ts';
import type { ClientKind, InteropClient } from '../interop/clients.ts';
import type { Upstream } from '../support/upstream.ts';

type Transport = Pick<ApiServer, 'serveHttp' | 'close'>;

const folder = mkdtempSync(join(tmpdir(), 'parity-config-'));
const environment = { CANARY_TENANT: 'canary-tenant-9' };
let upstream: Upstream;
let live: Transport;
let generated: Transport;

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'a.yaml'), text);
  const config = await loadConfig(join(folder, 'a.yaml'), environment);
  const shaping = config?.operations;
  upstream = await startUpstream();
  const headers = { 'content-type': 'application/json', 'x-total': '1' };
  upstream.answer({ headers, body: '{"id":9007199254740993,"email":"canary-tenant-9","note":"n"}' });
  const options = { request: { baseUrl: upstream.url, environment } };
  live = await createServer(document, { shaping, ...options });
  await generateServer(document, join(folder, 'api'), { shaping, http: true });
  const entry = await import(join(folder, 'api/index.ts'));
  generated = await entry.createShopServer(options);
});
afterAll(async () => {
  await Promise.all([live.close(), generated.close(), upstream.close()]);
  rmSync(folder, { recursive: true });
});

async function connectBoth(kind: ClientKind): Promise<InteropClient[]> {
  return Promise.all(
    // Over standard input and output, the claims of callers would be refused.
    [live, generated].map(async (server) => {
      const http = await server.serveHttp({ port: 0 });
      onTestFinished(() => http.close());
      return connectHttp(kind, http.url);
    }),
  );
}

describe('the config files of the parity runs', () => {
  it('have every key of operations', () => {
    const keys = Object.values(schema.definitions).flatMap((definition) =>
      'properties' in definition ? Object.keys(definition.properties) : [],
    );
    expect(keys.filter((key) => !new RegExp(`\\b${key}: `).test(text))).toEqual([]);
  });

  const every = everyKey({ upstream: 'http://127.0.0.1:1', issuer: 'https://a.example', audience: 'a' });
  const ofApi = Object.keys(schema.properties.apis.additionalProperties.properties);
  const given: [level: string, keys: string[], indent: string][] = [
    ['the root', Object.keys(schema.properties).filter((key) => !ofApi.includes(key)), ''],
    ['an API', ofApi, '    '],
  ];

  it.each(given)('have every key of %s, or a reason to leave it out', (_, keys, indent) => {
    const missing = keys.filter(
      (key) => !every.split('\n').some((line) => line.startsWith(`${indent}${key}:`)),
    );
    expect(missing.filter((key) => exceptions[key] === undefined)).toEqual([]);
    expect(keys.filter((key) => exceptions[key] !== undefined && !missing.includes(key))).toEqual([]);
  });

  it.each(Object.entries(exceptions))('leave out %s, which has rows of its own', (key, [reason, rows]) => {
    expect(reason).toMatch(/\.$/);
    const flag = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(readFileSync(join(repository, 'test', rows), 'utf8')).toMatch(
      new RegExp(`--${flag}\\b|\\b${key}s?\\b`),
    );
  });
});

describe.each(clientKinds)('through a config of every key, a $label', (kind) => {
  it('sees the same bytes from the generated server as from the live one, without hidden values', async () => {
    const clients = await connectBoth(kind);
    const [one, other] = await Promise.all(
      clients.map(async (client) =>
        JSON.stringify([
          await client.listTools(),
          await client.listResources(),
          await client.listResourceTemplates(),
          client.instructions,
        ]),
      ),
    );
    expect(other).toBe(one);
    expect(one).toContain('"items"');
    expect(one).not.toContain('canary');
    expect(one).not.toContain('"dropItems"');
    await Promise.all(clients.map((client) => client.close()));
  });

  it.each<[tool: string, args: Record<string, unknown>, sent?: string]>([
    ['items', { size: '1' }, 'GET /items?limit=3&size=1&tenant=canary-tenant-9'],
    ['items', { size: '1', most: '7', tenant: 'mine' }, 'GET /items?limit=7&size=1&tenant=canary-tenant-9'],
    ['items', { size: '3' }, 'GET /items?limit=3&size=3&tenant=canary-tenant-9'],
    ['addItem', { name: 'a' }],
    ['listReports', { owner: 'me' }],
    ['dropItems', {}],
  ])('gets the same from %s with %j', async (tool, args, wanted) => {
    const clients = await connectBoth(kind);
    const before = upstream.requests.length;
    const results: string[] = [];
    for (const client of clients)
      results.push(
        await client.callTool(tool, args).then(
          (result) => withoutDuration(result),
          (error: unknown) => String(error),
        ),
      );
    expect(results[1]).toEqual(results[0]);
    expect(results.join()).not.toContain('canary');
    const sent = upstream.requests.slice(before).map(({ method, target }) => `${method} ${target}`);
    expect(sent).toEqual(wanted === undefined ? [] : [wanted, wanted]);
    await Promise.all(clients.map((client) => client.close()));
  });
});

it('no generated file has a hidden value', () => {
  const files = readdirSync(join(folder, 'api'), { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter((each) => each.includes('canary-'))).toEqual([]);
});

function withoutDuration(result: Record<string, unknown>): string {
  return JSON.stringify(result, (key, value: unknown) => (key === 'duration' ? 0 : value));
}
