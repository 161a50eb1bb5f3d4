import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { serveDescriptor } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { OperationShaping, RuntimeOptions } from '../../src/index.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { Answer } from '../support/upstream.ts';

const schema: JsonObject = {
  type: 'object',
  required: ['id', 'email'],
  properties: {
    id: { type: 'integer' },
    email: { type: 'string' },
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key'],
        properties: { key: { type: 'string' }, price: { type: 'number' } },
      },
    },
  },
};
const document = documentOf({
  parameters: [{ name: 'tenant', in: 'query' }],
  responses: { '200': { description: 'Done', content: { 'application/json': { schema } } } },
});
const json = { 'content-type': 'application/json' };
const body =
  '{"id":9007199254740993,"email":"a@b.example","items":[{"key":"k1","price":1.5},{"key":"k2","price":2}]}';

interface ResultRow {
  title: string;
  result?: OperationShaping['result'];
  arguments?: OperationShaping['arguments'];
  answer?: Answer;
  options?: RuntimeOptions;
  text: string;
  structured?: Json;
  isError?: true;
}

const rows: ResultRow[] = [
  {
    title: 'a property is dropped, and a large integer keeps its digits',
    result: { drop: ['/email', '/items/*/key'] },
    text: '{"id":9007199254740993,"items":[{"price":1.5},{"price":2}]}',
    structured: { id: '9007199254740993', items: [{ price: 1.5 }, { price: 2 }] },
  },
  {
    title: 'a value is masked',
    result: { mask: ['/email', '/items/1/key'] },
    text: '{"id":9007199254740993,"email":"***","items":[{"key":"k1","price":1.5},{"key":"***","price":2}]}',
    structured: {
      id: '9007199254740993',
      email: '***',
      items: [
        { key: 'k1', price: 1.5 },
        { key: '***', price: 2 },
      ],
    },
  },
  {
    title: 'a filter reduces the response',
    result: { filter: 'items[].key' },
    text: '["k1","k2"]',
    structured: ['k1', 'k2'],
  },
  {
    title: 'a filter does not see what is dropped',
    result: { filter: 'keys(@)', drop: ['/email'] },
    text: '["id","items"]',
    structured: ['id', 'items'],
  },
  {
    title: 'an item of a list is dropped',
    result: { drop: ['/items/0', '/email'] },
    text: '{"id":9007199254740993,"items":[{"key":"k2","price":2}]}',
    structured: { id: '9007199254740993', items: [{ key: 'k2', price: 2 }] },
  },
  {
    title: 'all items are dropped',
    result: { drop: ['/items/*', '/email'] },
    text: '{"id":9007199254740993,"items":[]}',
    structured: { id: '9007199254740993', items: [] },
  },
  {
    title: 'a dropped property is in no error either',
    result: { drop: ['/email'] },
    answer: { status: 404, headers: json, body: '{"email":"a@b.example","title":"gone"}' },
    text: 'gone',
    isError: true,
  },
  {
    title: 'a filter leaves errors alone',
    result: { filter: 'items' },
    answer: { status: 422, headers: json, body: '{"title":"wrong"}' },
    text: 'wrong',
    isError: true,
  },
  {
    title: 'lines of JSON are masked',
    result: { mask: ['/email'] },
    answer: { headers: { 'content-type': 'application/x-ndjson' }, body: '{"email":"a"}\n{"email":"b"}\n' },
    text: '{"email":"***"}\n{"email":"***"}\n',
    structured: { result: '{"email":"***"}\n{"email":"***"}\n' },
  },
  {
    title: 'events are masked',
    result: { mask: ['/email'] },
    answer: { headers: { 'content-type': 'text/event-stream' }, body: 'data: {"email":"a"}\n\n' },
    text: 'data: {"email":"***"}\n\n',
    structured: { result: 'data: {"email":"***"}\n\n' },
  },
  {
    title: 'headers follow the body',
    result: { headers: ['X-Total'] },
    answer: { headers: { ...json, 'x-total': '42' }, body: '{"id":1,"email":"e"}' },
    text: '{"id":1,"email":"e"}\nX-Total: 42',
    structured: { id: 1, email: 'e' },
  },
  {
    title: 'a header with the size of a list is shown once',
    result: { headers: ['X-Total'] },
    answer: { headers: { ...json, 'x-total': '42' }, body: '[]' },
    text: '[]\nX-Total: 42',
    structured: { result: [] },
  },
  {
    title: 'a fixed value is redacted where the API repeats it',
    arguments: { tenant: { value: '${TENANT}' } },
    answer: { headers: json, body: '{"id":1,"email":"canary-tenant-1"}' },
    options: { request: { environment: { TENANT: 'canary-tenant-1' } } },
    text: '{"id":1,"email":"REDACTED"}',
    structured: { id: 1, email: 'REDACTED' },
  },
];

describe('shaped results', () => {
  it.each(rows.map((row) => [row.title, row] as const))('%s', async (_, row) => {
    await using upstream = await startUpstream(row.answer ?? { headers: json, body });
    const { descriptor } = describeApi(await loadDocument(document), {
      shaping: { [tool]: { result: row.result, arguments: row.arguments } },
    });
    const server = await serveDescriptor(JSON.parse(JSON.stringify(descriptor)), {
      ...row.options,
      request: { baseUrl: upstream.url, ...row.options?.request },
    });
    const result = await server.handlers.callTool(tool, {});
    const uri = descriptor.operations[0]?.resource?.uri.split('{')[0] ?? '';
    const read = row.isError ? undefined : await server.handlers.readResource(uri);
    await server.close();
    if (row.isError) {
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain(row.text);
      expect(textOf(result)).not.toContain('a@b.example');
      return;
    }
    expect(textOf(result)).toBe(row.text);
    expect(result.structuredContent).toEqual(row.structured);
    const [contents] = read?.contents ?? [];
    expect(row.text).toContain(contents !== undefined && 'text' in contents ? contents.text : '');
    expect(JSON.stringify([result, read])).not.toContain('canary-tenant-1');
  });

  const hiding: [string, Answer][] = [
    ['a finding', { headers: json, body: '{"id":"canary-hidden","email":7}' }],
    ['an incomplete response', { headers: json, body: '{"email":"canary-hidden","items":[', ending: 'cut' }],
    ['JSON that cannot be read', { headers: json, body: '{"email":"canary-hidden"' }],
    [
      'an incomplete line',
      { headers: { 'content-type': 'application/x-ndjson' }, body: '{"id":1}\n{"email":"canary-hidden' },
    ],
    [
      'an incomplete event',
      { headers: { 'content-type': 'text/event-stream' }, body: 'data: {"email":"canary-hidden\n\n' },
    ],
  ];
  it.each(hiding)('is hidden in %s too', async (_, answer) => {
    await using upstream = await startUpstream(answer);
    const { descriptor } = describeApi(await loadDocument(document), {
      shaping: { [tool]: { result: { drop: ['/id'], mask: ['/email'] } } },
    });
    const server = await serveDescriptor(descriptor, { request: { baseUrl: upstream.url } });
    const result = await server.handlers.callTool(tool, {});
    const uri = descriptor.operations[0]?.resource?.uri.split('{')[0] ?? '';
    const read = await server.handlers.readResource(uri).catch(({ message }: Error) => message);
    await server.close();
    expect(JSON.stringify([result, read])).not.toContain('canary-hidden');
  });

  it('is truncated to its own limit', async () => {
    await using upstream = await startUpstream({
      headers: json,
      body: JSON.stringify({ id: 1, email: 'x'.repeat(5_000) }),
    });
    const { descriptor } = describeApi(await loadDocument(document), {
      shaping: { [tool]: { result: { maxChars: 200 } } },
    });
    const server = await serveDescriptor(descriptor, { request: { baseUrl: upstream.url } });
    const result = await server.handlers.callTool(tool, {});
    await server.close();
    expect(textOf(result).length).toBeLessThan(1_000);
  });
});
