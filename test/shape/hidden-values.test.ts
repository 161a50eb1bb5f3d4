import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, loadConfig } from '../../src/index.ts';
import { createFiles } from '../config/files.ts';
import { leaks } from '../security/echoed-secrets.ts';
import { echoing } from '../security/leaky-responses.ts';
import { runIn } from '../support/terminal.ts';
import { startUpstream } from '../support/upstream.ts';
import { claims, config, document, environment, literal } from './hidden-document.ts';
import type { ApiServer, JsonObject } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';

const { folder, write } = createFiles();
const path = write('hidden.json', JSON.stringify(document));
const configPath = write('config.yaml', config);
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

describe('commands leak no hidden value', () => {
  // Only a server knows the claims of its callers.
  const own = write('own.config.yaml', config.replace('{ claim: tenant_id }', `{ value: '${literal}' }`));
  const out = join(folder, 'generated');

  it.each<[title: string, words: string[], code: number]>([
    ['call', ['call', path, 'keys', '--name', 'hidden'], 0],
    ['call --json', ['call', path, 'send', '--json'], 0],
    ['call with a refusal', ['call', path, 'strict'], 1],
    ['call --dry-run', ['call', path, 'keys', '--dry-run'], 0],
    ['call --dry-run --json', ['call', path, 'send', '--dry-run', '--json'], 0],
    ['call --dry-run of a form', ['call', path, 'sendForm', '--dry-run'], 0],
    ['call --dry-run with a refusal', ['call', path, 'strict', '--dry-run'], 1],
    ['read', ['read', path, 'hidden://api/tenant/keys', '--name', 'hidden'], 0],
    ['inspect', ['inspect', path], 0],
    ['inspect --json', ['inspect', path, '--json'], 0],
    ['config print', ['config', 'print'], 0],
    ['generate', ['generate', path, '--out', out], 0],
  ])('in the output of %s', async (_, words, code) => {
    upstream.answer(echoing(200));
    const at = words[0] === 'call' || words[0] === 'read' ? ['--base-url', upstream.url] : [];
    const ended = await runIn([...words, '--config', own, ...at], environment);
    expect(ended.code).toBe(code);
    expect(leaks(ended.out + ended.error)).toEqual([]);
  });

  it('generates no file with the value of a variable, and literals in the data of calls alone', () => {
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const having = files.filter(
      ({ parentPath, name }) => leaks(readFileSync(join(parentPath, name), 'utf8')).length > 0,
    );
    expect(having.map(({ name }) => name)).toEqual(['descriptor.json']);
    const data = readFileSync(join(out, 'descriptor.json'), 'utf8');
    expect(data).not.toContain('c4nary-variable');
  });
});

describe('no caller sets a hidden value', () => {
  let servers: { listed: ApiServer; searched: ApiServer };
  beforeAll(async () => {
    const shaping = (await loadConfig(configPath, environment))?.operations;
    const options = { shaping, request: { baseUrl: upstream.url, environment } };
    const [listed, searched] = await Promise.all([
      createServer(document, options),
      createServer(document, { ...options, expose: 'search' }),
    ]);
    servers = { listed, searched };
  });
  afterAll(async () => {
    await Promise.all([servers.listed.close(), servers.searched.close()]);
  });
  const principal = { name: 'ada', scopes: [], claims };

  it.each<[tool: string, args: JsonObject]>([
    ['keys', { key: 'mine' }],
    ['keys', { tenant: 'mine' }],
    ['keys', { 'X-Key': 'mine' }],
    ['keys', { session: 'mine' }],
    ['send', { key: 'mine' }],
    ['send', { owner: { name: 'mine' } }],
    ['send', { body: { key: 'mine' } }],
    ['send', { body: '{"key":"mine"}' }],
    ['sendForm', { body: { key: 'mine' } }],
    ['sendForm', { body: { owner: { name: 'mine' } } }],
    ['sendForm', { body: 'key=mine' }],
    ['sendForm', { key: 'mine' }],
    ['warned', { kind: 'mine' }],
  ])('by the tool %s with %j, nor by search mode', async (tool, args) => {
    const before = upstream.requests.length;
    const { listed, searched } = servers;
    const results = [
      await listed.handlers.callTool(tool, args, { principal }),
      await searched.handlers.callTool('call_operation', { name: tool, arguments: args }, { principal }),
    ];
    for (const result of results) expect(leaks(JSON.stringify(result))).toEqual([]);
    const sent = upstream.requests.slice(before).map((each) => `${each.target} ${each.headers} ${each.body}`);
    expect(sent.join('\n')).not.toContain('mine');
    if (sent.length === 0) expect(results.map(({ isError }) => isError)).toEqual([true, true]);
  });

  it.each([
    'hidden://api/mine/keys',
    'hidden://api/tenant/keys?key=mine',
    'hidden://api/tenant/keys?tenant=mine',
  ])('by the resource %s', async (uri) => {
    const before = upstream.requests.length;
    await expect(servers.listed.handlers.readResource(uri, { principal })).rejects.toMatchObject({
      code: -32602,
    });
    expect(upstream.requests).toHaveLength(before);
  });

  it.each(['key', 'tenant', 'X-Key', 'session'])('and none gets completions of %s', async (name) => {
    const { handlers } = servers.listed;
    const [template] = handlers.listResourceTemplates(undefined, principal).resourceTemplates;
    const values = await handlers.complete(template?.uriTemplate ?? '', name, 'c4', principal).then(
      (completion) => completion.values,
      () => [],
    );
    expect(values).toEqual([]);
  });

  it('and search mode describes none', async () => {
    const { handlers } = servers.searched;
    for (const tool of ['keys', 'send', 'sendForm', 'strict']) {
      const found = await handlers.callTool('search_operations', { query: tool }, { principal });
      const described = await handlers.callTool('describe_operation', { name: tool }, { principal });
      const shown = JSON.stringify([found, described]);
      expect(leaks(shown)).toEqual([]);
      expect(shown).not.toMatch(/"(tenant|key|X-Key|session|owner|kind)\\?"/);
    }
  });
});
