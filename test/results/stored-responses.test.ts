import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectStreams, createPipes } from '../interop/connect.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { ApiServer } from '../../src/index.ts';
import type { Content } from '../../src/runtime/protocol.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { Answer, Upstream } from '../support/upstream.ts';

/** A truncated response is readable through the link in its result, without a second request. */

const list = `[ ${Array.from({ length: 200 }, (_, index) => `{"id":${index},"big":9007199254740993}`).join(', ')} ]`;
const text = 'line é\n'.repeat(200);

const kept: [title: string, answer: Answer, contents: Record<string, string>][] = [
  [
    'JSON as it was sent',
    { headers: { 'content-type': 'application/json; charset=utf-8' }, body: list },
    { mimeType: 'application/json', text: list },
  ],
  [
    'text',
    { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text },
    { mimeType: 'text/plain', text },
  ],
];

let upstream: Upstream;
let api: ApiServer;

beforeAll(async () => {
  upstream = await startUpstream();
  api = await createServer(documentOf({}), {
    request: { baseUrl: upstream.url },
    result: { maxResultChars: 300, keepResponses: true },
  });
});
afterAll(async () => {
  await api.close();
  await upstream.close();
});

describe.each(clientKinds)('$label', (kind) => {
  let client: InteropClient;
  beforeAll(async () => {
    const pipes = createPipes();
    await api.serveStdio(pipes.server);
    client = await connectStreams(kind, pipes.client.input, pipes.client.output);
    await client.listTools();
  });
  afterAll(() => client.close());

  it.each(kept)('reads %s', async (_, answer, contents) => {
    upstream.answer(answer);
    const { content } = await client.callTool(tool, {});
    const link = (content as Content[]).find((item) => item.type === 'resource_link');
    const count = upstream.requests.length;
    const uri = link?.uri ?? '';
    expect(link).toMatchObject({ name: 'whole response', size: Buffer.byteLength(String(answer.body)) });
    const read = await client.readResource(uri);
    expect(read['contents']).toEqual([{ uri, ...contents }]);
    expect(upstream.requests).toHaveLength(count);
  });

  it('finds nothing under another id', async () => {
    const uri = 'wire://responses/00000000-0000-4000-8000-000000000000';
    await expect(client.readResource(uri)).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining(`Resource not found: ${uri}`),
    });
  });

  it('announces large results on each tool', async () => {
    await using large = await createLarge(1_000_000);
    expect(await metaOf(large.api, kind)).toEqual([{ 'anthropic/maxResultSizeChars': 500_000 }]);
    await using usual = await createLarge(40_000);
    expect(await metaOf(usual.api, kind)).toEqual([undefined]);
  });
});

async function createLarge(maxResultChars: number): Promise<{ api: ApiServer } & AsyncDisposable> {
  const large = await createServer(documentOf({}), {
    request: { baseUrl: upstream.url },
    result: { maxResultChars },
  });
  return { api: large, [Symbol.asyncDispose]: () => large.close() };
}

async function metaOf(large: ApiServer, kind: (typeof clientKinds)[number]): Promise<unknown[]> {
  const pipes = createPipes();
  await large.serveStdio(pipes.server);
  const client = await connectStreams(kind, pipes.client.input, pipes.client.output);
  const tools = await client.listTools();
  await client.close();
  return tools.map((each) => each['_meta']);
}
