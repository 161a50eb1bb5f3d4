import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer } from '../access/issuer.ts';
import { createFiles } from '../config/files.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { encodings, leaks } from '../security/echoed-secrets.ts';
import { echoing, leakyResponses, repeated, shownBy } from '../security/leaky-responses.ts';
import { serveCliHttp } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import { all, claims, config, document, environment, literal } from './hidden-document.ts';
import type { Issuer } from '../access/issuer.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { Upstream } from '../support/upstream.ts';

const prompt = `---
name: greet
arguments: { who: { completion: { operation: keys, value: /query/key } } }
---
Greet {{who}}.
`;

const { write } = createFiles();
const { folder: written } = createFiles();
const path = write('hidden.json', JSON.stringify(document));
const configPath = write('config.yaml', config);
let issuer: Issuer;
let upstream: Upstream;
let receiver: Upstream;

beforeAll(async () => {
  [issuer, upstream, receiver] = await Promise.all([startIssuer(), startUpstream(), startUpstream()]);
});
afterAll(async () => {
  await Promise.all([issuer[Symbol.asyncDispose](), upstream.close(), receiver.close()]);
});

/** The name, the arguments that a caller gives, and the values that are sent. */
const calls: [tool: string, args: Record<string, unknown>][] = [
  ['keys', { note: 'mine' }],
  ['send', { note: 'mine' }],
  ['sendForm', { body: { note: 'mine' } }],
  ['warned', {}],
];

describe('a server leaks no hidden value', () => {
  let server: RunningProcess & { url: string };
  let client: InteropClient;
  let authorization: string;

  beforeAll(async () => {
    const flags = ['--config', configPath, '--base-url', upstream.url, '--name', 'hidden', '--explorer'];
    flags.push('--auth-jwt', issuer.url, '--auth-audience', 'https://mcp.example.com/mcp');
    flags.push('--metrics', 'on', '--log-level', 'debug', '--audit-log', join(written, 'audit.jsonl'));
    flags.push('--audit-arguments', '--response-cache', '10', '--call-timeout', '200');
    flags.push('--max-result-chars', '4000', '--result-headers', 'location', '--response-filter');
    flags.push('--prompts', write('greet.md', prompt));
    const env = {
      ...environment,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      XDG_CACHE_HOME: written,
      OPENAPI_MCP_CACHE: 'on',
    };
    server = await serveCliHttp([path, ...flags], { env });
    authorization = `Bearer ${await issuer.sign(claims)}`;
    client = await connectHttp(clientKinds[2], server.url, { authorization });
    // The explorer records calls from its first page on.
    await get('/explorer/info');
  });
  afterAll(async () => {
    await client.close();
    await server[Symbol.asyncDispose]();
  });

  async function get(target: string): Promise<string> {
    const response = await fetch(new URL(target, server.url), { headers: { authorization } });
    return `${response.status} ${await response.text()}`;
  }

  it.each(leakyResponses)('in the results of %s', async (_, response) => {
    upstream.answer(response);
    const before = upstream.requests.length;
    const results = await Promise.allSettled([
      ...calls.map(([tool, args]) => client.callTool(tool, args)),
      client.readResource('hidden://api/tenant/keys'),
      client.completePrompt('greet', 'who'),
    ]);
    const shown = results.map((each) =>
      shownBy(each.status === 'fulfilled' ? each.value : String(each.reason)),
    );
    expect(leaks(shown.join('\n'))).toEqual([]);
    // The test proves something only if the values were sent.
    const sent = upstream.requests
      .slice(before)
      .map(({ target, headers, body }) => decodeURIComponent(`${target} ${headers} ${body}`));
    for (const value of all) expect(sent.join('\n')).toContain(value);
  });

  it('that is repeated in any encoding', async () => {
    for (const encode of Object.values(encodings)) {
      const [, , answer = {}] = repeated(all, encode);
      upstream.answer({ ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } });
      const result = shownBy(await client.callTool('keys', {}));
      expect(result).toContain('REDACTED');
      expect(leaks(result)).toEqual([]);
    }
  });

  it('in a refusal by its own validation', async () => {
    const before = upstream.requests.length;
    const result = await client.callTool('strict', {});
    expect(result['isError']).toBe(true);
    expect(leaks(shownBy(result))).toEqual([]);
    expect(upstream.requests).toHaveLength(before);
  });

  it.each(clientKinds)('in a list, to a $label', async (kind) => {
    const own = await connectHttp(kind, server.url, { authorization });
    const lists = [own.listTools(), own.listResources(), own.listResourceTemplates(), own.listPrompts()];
    const [tools, ...rest] = await Promise.all(lists);
    const overview = await own.readResource('hidden://overview');
    const shown = JSON.stringify([tools, rest, own.instructions, own.server, overview]);
    await own.close();
    expect(tools).toHaveLength(5);
    expect(leaks(shown)).toEqual([]);
    expect(JSON.stringify(tools)).not.toMatch(/"(tenant|key|X-Key|session|owner|kind)"/);
  });

  it.each(['/', '/healthz', '/readyz', '/metrics', '/explorer/info', '/explorer/changes?after=-1'])(
    'at %s',
    async (target) => {
      const shown = await get(target);
      expect(shown).toMatch(/^200 /);
      expect(leaks(shown)).toEqual([]);
    },
  );

  it('in the calls of the explorer', async () => {
    upstream.answer(echoing(200));
    for (const [tool, args] of calls) await client.callTool(tool, args);
    const listed = await get('/explorer/calls');
    expect(leaks(listed)).toEqual([]);
    const ids = [...listed.matchAll(/"id":(\d+)/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(calls.length);
    const entries = await Promise.all(ids.map((id) => get(`/explorer/calls?id=${id}`)));
    expect(entries.join('\n')).toContain('REDACTED');
    expect(leaks(entries.join('\n'))).toEqual([]);
  });

  it('in its output, its traces and the files that it writes', async () => {
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    const exported = receiver.requests.map(({ target, body }) => `${target} ${body.toString('latin1')}`);
    expect(exported.join('\n')).toContain('tools/call keys');
    expect(leaks(exported.join('\n'))).toEqual([]);
    expect(server.stderr()).toContain('request to the API');
    expect(leaks(server.stderr())).toEqual([]);
    const files = readdirSync(written, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(1);
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expect(leaks(texts.join('\n').replaceAll(JSON.stringify(literal), ''))).toEqual([]);
    expect(leaks(readFileSync(join(written, 'audit.jsonl'), 'latin1'))).toEqual([]);
  });
});
