import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveHttp } from '../../src/serve/http/serve-http.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { serveStdio } from '../../src/serve/stdio.ts';
import type { HttpSdk } from '../../src/serve/http-sdk.ts';
import type { ServedApi } from '../../src/serve/sdk.ts';
import { createFakeApi } from '../support/fake-handlers.ts';
import { clientKinds } from './clients.ts';
import type { ClientKind, InteropClient } from './clients.ts';
import { connectHttp, connectStreams, createPipes } from './connect.ts';

interface Session {
  client: InteropClient;
  close(): Promise<void>;
}

async function overStdio(sdk: HttpSdk, api: ServedApi, kind: ClientKind): Promise<Session> {
  const pipes = createPipes();
  const server = await serveStdio(sdk, api, pipes.server);
  const client = await connectStreams(kind, pipes.client.input, pipes.client.output);
  return {
    client,
    async close() {
      await client.close();
      await server.closed;
    },
  };
}

async function overHttp(sdk: HttpSdk, api: ServedApi, kind: ClientKind): Promise<Session> {
  const server = await serveHttp(sdk, api, { port: 0 });
  const client = await connectHttp(kind, server.url);
  return {
    client,
    async close() {
      await client.close();
      await server.close();
    },
  };
}

const [v1, v2Of2025, v2Of2026] = clientKinds;
const sessions = [
  ...clientKinds.map((kind) => ({
    kind,
    server: 'v2 server over stdio',
    sdk: sdkV2,
    open: overStdio,
    cancels: true,
  })),
  // A client of 2025 cancels with a message of its own, which over stateless HTTP reaches no one.
  { kind: v1, server: 'v2 server over HTTP', sdk: sdkV2, open: overHttp, cancels: false },
  { kind: v2Of2025, server: 'v2 server over HTTP', sdk: sdkV2, open: overHttp, cancels: false },
  { kind: v2Of2026, server: 'v2 server over HTTP', sdk: sdkV2, open: overHttp, cancels: true },
  { kind: v1, server: 'v1 server over stdio', sdk: sdkV1, open: overStdio, cancels: true },
  { kind: v2Of2025, server: 'v1 server over stdio', sdk: sdkV1, open: overStdio, cancels: true },
  { kind: v1, server: 'v1 server over HTTP', sdk: sdkV1, open: overHttp, cancels: false },
  { kind: v2Of2025, server: 'v1 server over HTTP', sdk: sdkV1, open: overHttp, cancels: false },
];

async function settled<Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  const [outcome] = await Promise.allSettled([promise]);
  return outcome;
}

/** The expected result of the tool, by era. */
const structured = [
  { tool: 'object', in2025: { id: 1 }, in2026: { id: 1 } },
  { tool: 'object_without_schema', in2025: { id: 1 }, in2026: { id: 1 } },
  { tool: 'object_under_other_root', in2025: { result: { id: 1 } }, in2026: { id: 1 } },
  { tool: 'array', in2025: { result: [1, 2] }, in2026: [1, 2] },
  { tool: 'array_without_schema', in2025: { result: [1, 2] }, in2026: [1, 2] },
  { tool: 'tree', in2025: { result: [{ children: [{}] }] }, in2026: [{ children: [{}] }] },
  { tool: 'scalar', in2025: { result: 'on' }, in2026: 'on' },
  { tool: 'null', in2025: { result: null }, in2026: null },
  { tool: 'unstructured', in2025: undefined, in2026: undefined },
];

describe.each(sessions)('$kind.label, $server', ({ kind, sdk, open, cancels }) => {
  const api = createFakeApi();
  const era = kind.protocolVersion === '2026-07-28' ? 'in2026' : 'in2025';
  let session: Session;
  let client: InteropClient;

  beforeAll(async () => {
    session = await open(sdk, api, kind);
    client = session.client;
  });
  afterAll(() => session.close());

  it('negotiates the revision and reads the identity of the server', () => {
    expect(client.protocolVersion).toBe(kind.protocolVersion);
    expect(client.server).toMatchObject({ name: 'fake', title: 'Fake API', version: '1.2.3' });
    expect(client.instructions).toBe('Ask away.');
    expect(client.capabilities).toEqual({ tools: {}, resources: {}, completions: {} });
  });

  it('lists tools over all pages, in order', async () => {
    const tools = await client.listTools();
    const others = ['image', 'error', 'meta', 'echo', 'brief', 'wait', 'fault'];
    expect(tools.map(({ name }) => name)).toEqual([...structured.map(({ tool }) => tool), ...others]);
    expect(tools[0]).toMatchObject({
      name: 'object',
      description: 'Answers object',
      inputSchema: { type: 'object' },
      outputSchema: { type: 'object', anyOf: [{ properties: { id: { type: 'integer' } } }, {}] },
      annotations: { readOnlyHint: true, destructiveHint: false },
    });
  });

  it('lists resources and templates over all pages', async () => {
    const resources = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      'fake://api/pets',
      'fake://api/owners',
      'fake://api/visits',
    ]);
    const templates = await client.listResourceTemplates();
    expect(templates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'fake://api/pets/{id}',
      'fake://api/owners/{id}',
      'fake://api/visits/{id}',
    ]);
  });

  it.each(structured)('accepts the structured content of $tool', async ({ tool, ...expected }) => {
    await client.listTools();
    const result = await client.callTool(tool);
    expect(result['structuredContent']).toEqual(expected[era]);
    expect(result['content']).toHaveLength(1);
    expect(result['isError']).toBeUndefined();
  });

  it('accepts an error result of a tool with an output schema', async () => {
    await client.listTools();
    const result = await client.callTool('error');
    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text: '404 Not Found' }] });
    expect(result).not.toHaveProperty('structuredContent');
  });

  it.each([
    ['image', { content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }] }],
    ['meta', { content: [], _meta: { 'example.com/finding': ['$.id'] } }],
  ])('takes the result of %s', async (tool, expected) => {
    expect(await client.callTool(tool)).toMatchObject(expected);
  });

  it('passes arguments on unchanged', async () => {
    const args = { name: 'é', list: [1, { deep: null }], '__proto__ ': true };
    expect(await client.callTool('echo', args)).toMatchObject({ structuredContent: args });
  });

  it('reads a resource', async () => {
    expect(await client.readResource('fake://api/pets/7')).toMatchObject({
      contents: [{ uri: 'fake://api/pets/7', mimeType: 'application/json', text: '[]' }],
    });
  });

  it('completes a variable of a template', async () => {
    const completion = await client.complete('fake://api/pets/{id}', 'id', '1');
    expect(completion).toEqual({ values: ['10', '11'], total: 2, hasMore: false });
  });

  it.each([
    ['a tool', () => client.callTool('fault'), { name: 'fault' }],
    ['an unknown tool', () => client.callTool('nobody'), { name: 'nobody' }],
    ['an unknown resource', () => client.readResource('fake://api/nothing'), { uri: 'fake://api/nothing' }],
    ['a prompt to complete', () => client.completePrompt('hello'), { name: 'hello' }],
    [
      'an unknown variable',
      () => client.complete('fake://api/pets/{id}', 'x', ''),
      { uriTemplate: 'fake://api/pets/{id}', variable: 'x' },
    ],
  ])('gets a fault of %s as an error with code and data', async (_, ask, data) => {
    await expect(ask()).rejects.toMatchObject({ code: -32602, data });
  });

  const wait = [
    ['a call', (signal: AbortSignal) => client.callTool('wait', {}, signal)],
    ['a read', (signal: AbortSignal) => client.readResource('fake://api/wait', signal)],
  ] as const;
  it.each(cancels ? wait : [])('cancels %s down to the handler', async (_, ask) => {
    const cancel = new AbortController();
    const waiting = once(api.events, 'waiting');
    const aborted = once(api.events, 'aborted');
    const [answer] = await Promise.all([
      settled(ask(cancel.signal)),
      waiting.then(() => cancel.abort()),
      aborted,
    ]);
    expect(answer).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringMatching(/abort/i) },
    });
    await expect(client.callTool('object')).resolves.toMatchObject({ structuredContent: { id: 1 } });
  });
});

describe.each(sessions)('$kind.label, $server, without resources', ({ kind, sdk, open }) => {
  it('gets tools only', async () => {
    const { client, close } = await open(sdk, createFakeApi({ hasResources: false }), kind);
    expect(client.capabilities).toEqual({ tools: {} });
    await close();
  });
});
