import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createServer, describeApi, loadDocument } from '../../src/index.ts';
import { connect, printSurface, startUpstream, toMatchToolSurface } from '../../src/testing/index.ts';
import { petstorePath } from '../support/cli.ts';

declare module 'vitest' {
  interface Matchers<T> {
    toMatchToolSurface(path: string): Promise<T>;
  }
}

const eras = ['2025-11-25', '2026-07-28'] as const;
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-testing-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(eras)('a client of %s', (era) => {
  it('lists and calls on the mock of a document', async () => {
    await using client = await connect(petstorePath, { mock: true, era });
    expect(await client.listTools()).toHaveLength(25);
    expect(await client.callTool('getPet', { petId: 2 })).toMatchObject({
      structuredContent: { name: 'Mabel' },
    });
    expect((await client.listResources()).length).toBeGreaterThan(0);
    const [template] = await client.listResourceTemplates();
    expect(template?.uriTemplate).toContain('://api/');
    expect(await client.listPrompts()).toEqual([]);
  });

  it('reads and completes resources', async () => {
    await using client = await connect(petstorePath, { mock: true, era });
    const { contents } = await client.readResource('pet-store://api/pets/2');
    expect(contents[0]).toMatchObject({ mimeType: 'application/json' });
    const templates = await client.listResourceTemplates();
    const { uriTemplate = '' } = templates.find((each) => each.uriTemplate.includes('status')) ?? {};
    expect((await client.complete(uriTemplate, 'status', 'a')).values).toContain('available');
  });

  it('gets the errors of the protocol', async () => {
    await using client = await connect(petstorePath, { mock: true, era });
    await expect(client.callTool('getPat')).rejects.toMatchObject({ name: 'ProtocolFault', code: -32_602 });
    await expect(client.request('nonsense')).rejects.toMatchObject({ code: -32_601 });
  });

  it('gives prompts, and everything else that a model sees', async () => {
    const prompts = [{ name: 'greet', arguments: [{ name: 'who' }], text: ['Hello ', { argument: 'who' }] }];
    await using client = await connect(petstorePath, { mock: true, era, server: { prompts } });
    const surface = await client.surface();
    expect([surface.instructions?.slice(0, 9), surface.prompts?.length]).toEqual(['Pet Store', 1]);
    expect(await client.getPrompt('greet', { who: 'Ada' })).toMatchObject({
      messages: [{ role: 'user', content: { type: 'text', text: 'Hello Ada' } }],
    });
  });

  it.each([
    ['accept', undefined],
    ['decline', true],
    ['cancel', true],
  ] as const)('replies to a question: %s', async (action, isError) => {
    await using upstream = await startUpstream();
    const asked: string[] = [];
    await using client = await connect(petstorePath, {
      upstream,
      era,
      server: { policy: { confirm: 'write' } },
      confirm(message) {
        asked.push(message);
        return action;
      },
    });
    const result = await client.callTool('removePet', { petId: 2 });
    expect([asked.length, result.isError]).toEqual([1, isError]);
    expect(upstream.requests).toHaveLength(action === 'accept' ? 1 : 0);
  });

  it('cancels a call', async () => {
    await using upstream = await startUpstream();
    await using client = await connect(petstorePath, { upstream, era });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(client.callTool('getPet', { petId: 2 }, { signal })).rejects.toThrow('enough');
    expect(upstream.requests).toEqual([]);
  });
});

describe('connect', () => {
  it('takes a server, and leaves it open', async () => {
    await using upstream = await startUpstream();
    await using server = await createServer(petstorePath, { request: { baseUrl: upstream.url } });
    for (const era of eras) {
      const client = await connect(server, { era });
      await client.callTool('getPet', { petId: 2 });
      await client.close();
    }
    expect(upstream.requests).toHaveLength(2);
  });

  it('takes a descriptor', async () => {
    await using upstream = await startUpstream();
    const { descriptor } = describeApi(await loadDocument(petstorePath), { include: ['getPet'] });
    await using client = await connect(descriptor, { upstream });
    expect(await client.listTools()).toHaveLength(1);
  });

  it('refuses a mock where it cannot be', async () => {
    const { descriptor } = describeApi(await loadDocument(petstorePath));
    await expect(connect(descriptor, { mock: true })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    await using server = await createServer(petstorePath);
    await expect(connect(server, { mock: true })).rejects.toThrow('an address of its own');
    await expect(connect('missing.yaml', { mock: true })).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  });

  it('responds the same in every run', async () => {
    const results = await Promise.all(
      [1, 2].map(async () => {
        await using client = await connect(petstorePath, { mock: true });
        return await client.callTool('listPets', { limit: 1 });
      }),
    );
    expect(results[0]?.content).toEqual(results[1]?.content);
  });
});

describe('an upstream', () => {
  it('replies by rules, the last one first', async () => {
    await using upstream = await startUpstream();
    upstream.reply({ path: /^\/v1\/pets\// }, { status: 404, json: { detail: 'gone' } });
    upstream.reply({ method: 'get', path: '/v1/pets/2' }, ({ path }) => ({ json: { name: path } }));
    await using client = await connect(petstorePath, { upstream });
    expect(await client.callTool('getPet', { petId: 2 })).toMatchObject({
      structuredContent: { name: '/v1/pets/2' },
    });
    expect(await client.callTool('getPet', { petId: 3 })).toMatchObject({ isError: true });
  });

  it('says which request no reply was set for', async () => {
    await using upstream = await startUpstream();
    upstream.reply({ path: '/pets/2' }, { json: {} });
    await using client = await connect(petstorePath, { upstream });
    const { isError, content } = await client.callTool('getPet', { petId: 2 });
    expect(isError).toBe(true);
    expect(JSON.stringify(content)).toContain('The test sets no reply to this request: GET /v1/pets/2');
  });

  it('finds requests by their parts', async () => {
    await using upstream = await startUpstream();
    await using client = await connect(petstorePath, {
      upstream,
      server: { request: { headers: { 'X-Tenant': 'demo' } } },
    });
    await client.callTool('listPets', { tags: ['calm', 'indoor'], limit: 5 });
    await client.callTool('createPet', { body: { name: 'Rex', species: 'dog', price: 9000 } });
    expect(upstream.received({ query: { limit: '5' } }).method).toBe('GET');
    expect(upstream.received({ body: { name: 'Rex' } }).path).toBe('/v1/pets');
    expect(upstream.received({ method: 'POST', body: /"species":"dog"/ }).headers['x-tenant']).toBe('demo');
    expect(
      upstream.received({ headers: { 'X-TENANT': (value) => value.startsWith('d'), via: undefined } }).target,
    ).toBe('/v1/pets');
    for (const matcher of [
      { method: 'PUT' },
      { path: '/pets' },
      { query: { limit: '6' } },
      { query: { missing: /./ } },
      { headers: { 'x-tenant': undefined } },
      { body: { name: 'Rex', age: 1 } },
      { body: [1] },
      { body: null },
    ])
      expect(() => upstream.received(matcher)).toThrow('no request matches; received:\n- GET /v1/pets?');
  });

  it('says that nothing was received', async () => {
    await using upstream = await startUpstream();
    expect(() => upstream.received()).toThrow('no request matches; none was received');
  });
});

describe('a surface', () => {
  it('is text with everything that a model sees', async () => {
    await using client = await connect(petstorePath, {
      mock: true,
      server: { include: ['getOpeningHours'] },
    });
    const text = printSurface(await client.surface());
    expect(text).toMatch(/^# Instructions\n\n/);
    expect(text).toContain('\n# Tool getOpeningHours\n');
    expect(text).toContain('inputSchema:\n{\n  "type": "object"');
    expect(text).toContain('\n# Resource template pet-store://api/');
  });

  it('is written once, and compared from then on', async () => {
    const path = join(folder, 'snapshots/surface.txt');
    const matcher = toMatchToolSurface.bind({});
    const surface = { tools: [{ name: 'a', description: 'A', inputSchema: { type: 'object' as const } }] };
    expect(await matcher(surface, path)).toMatchObject({ pass: true });
    expect(readFileSync(path, 'utf8')).toBe('# Tool a\n\nA\n\ninputSchema:\n{\n  "type": "object"\n}\n');
    expect(await matcher(surface, path)).toMatchObject({ pass: true });
    const changed = { tools: [{ name: 'a', description: 'B', inputSchema: { type: 'object' as const } }] };
    const differing = await matcher(changed, path);
    expect([differing.pass, differing.message()]).toEqual([false, expect.stringContaining('\n-A\n+B\n')]);
    const updating = toMatchToolSurface.bind({ snapshotState: { _updateSnapshot: 'all' } });
    expect(await updating(changed, path)).toMatchObject({ pass: true });
    expect(await matcher(changed, path)).toMatchObject({ pass: true });
    const inCi = toMatchToolSurface.bind({ snapshotState: { _updateSnapshot: 'none' } });
    expect(await inCi(changed, join(folder, 'missing.txt'))).toMatchObject({ pass: false });
  });

  it('is a matcher of Vitest', async () => {
    expect.extend({ toMatchToolSurface });
    const path = join(folder, 'own.txt');
    writeFileSync(path, '# Tool a\n\ninputSchema:\n{\n  "type": "object"\n}\n');
    await expect({ tools: [{ name: 'a', inputSchema: { type: 'object' } }] }).toMatchToolSurface(path);
  });
});
