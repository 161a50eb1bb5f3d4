import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { readParamHeaders } from '../../src/runtime/param-headers.ts';
import { postCall } from '../support/post-call.ts';
import type { ApiServer } from '../../src/index.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { IncomingMessage } from 'node:http';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import type { AddressInfo } from 'node:net';
import type { HttpServer } from '../../src/serve/http/http-server.ts';

/** Calls of a custom tool whose arguments are repeated as headers `Mcp-Param-*` (MCP 2026-07-28, SEP-2243). */

const inputSchema: JsonObject & { type: 'object' } = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    count: { type: 'integer', 'x-mcp-header': 'Count' },
    dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
    nested: { type: 'object', properties: { id: { type: 'string', 'x-mcp-header': 'Nested-Id' } } },
    free: { type: 'string' },
  },
};

let api: ApiServer;
let server: HttpServer;
/** The URLs of our server, and of `McpServer` of the SDK, whose rule this is. */
const urls: string[] = [];
const sdk = createMcpHandler(() => {
  const own = new McpServer({ name: 'sdk', version: '1' });
  own.registerTool('move', { inputSchema: fromJsonSchema(inputSchema) }, (args) => ({
    content: [{ type: 'text', text: JSON.stringify(args) }],
  }));
  return own;
});
const handleSdk = toNodeHandler(sdk);
const sdkServer = createHttpServer((request, response) => {
  // The types of the two requests differ only in whether optional properties may be `undefined`.
  void handleSdk(request as IncomingMessage & NodeIncomingMessageLike, response);
});
beforeAll(async () => {
  api = await createServer(
    {
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      paths: { '/a': { get: { operationId: 'own' } } },
    },
    {
      extensions: {
        tools: [
          { name: 'move', inputSchema, call: (args) => JSON.stringify(args) },
          { name: 'plain', call: () => 'done' },
        ],
      },
    },
  );
  server = await api.serveHttp({ port: 0 });
  sdkServer.listen(0, '127.0.0.1');
  await once(sdkServer, 'listening');
  const { port } = sdkServer.address() as AddressInfo;
  urls.push(server.url, `http://127.0.0.1:${port}/mcp`);
});
afterAll(async () => {
  await server.close();
  sdkServer.close();
  await sdk.close();
  await api.close();
});

const base64 = (text: string): string => `=?base64?${Buffer.from(text).toString('base64')}?=`;

const region = (value: string) => ({ 'mcp-param-region': value });
const accepted: [string, JsonObject, Record<string, string>][] = [
  ['a text', { region: 'eu' }, region('eu')],
  ['a text in Base64', { region: 'Zürich' }, region(base64('Zürich'))],
  ['a text that only begins like Base64', { region: '=?base64?SGVsbG8=' }, region('=?base64?SGVsbG8=')],
  ['an empty text', { region: '' }, region('')],
  ['an integer', { count: 42 }, { 'mcp-param-count': '42' }],
  ['an integer with decimals', { count: 42 }, { 'mcp-param-count': '42.0' }],
  ['a boolean', { dry: false }, { 'mcp-param-dry': 'false' }],
  ['a nested argument', { nested: { id: 'a' } }, { 'mcp-param-nested-id': 'a' }],
  ['no argument', {}, {}],
  ['no argument, with a header', {}, region('eu')],
  ['an argument without a header of its own', { free: 'a' }, {}],
];
const refused: [string, JsonObject, Record<string, string>, string, string][] = [
  [
    'no header',
    { region: 'eu' },
    {},
    'Region',
    'the body carries region="eu" but the Mcp-Param-Region header is absent',
  ],
  [
    'another text',
    { region: 'eu' },
    region('us'),
    'Region',
    'the Mcp-Param-Region header decodes to "us" but the body carries region="eu"',
  ],
  [
    'another case',
    { region: 'eu' },
    region('EU'),
    'Region',
    'the Mcp-Param-Region header decodes to "EU" but the body carries region="eu"',
  ],
  [
    'two headers',
    { region: 'eu' },
    region('eu, eu'),
    'Region',
    'the Mcp-Param-Region header decodes to "eu, eu" but the body carries region="eu"',
  ],
  [
    'Base64 without its padding',
    { region: 'Hello' },
    region('=?base64?SGVsbG8?='),
    'Region',
    'the Mcp-Param-Region header carries an invalid Base64 sentinel value',
  ],
  [
    'no Base64',
    { region: 'Hello' },
    region('=?base64?SGVs!!!bG8=?='),
    'Region',
    'the Mcp-Param-Region header carries an invalid Base64 sentinel value',
  ],
  [
    'no UTF-8',
    { region: 'a' },
    region('=?base64?/w==?='),
    'Region',
    'the Mcp-Param-Region header carries an invalid Base64 sentinel value',
  ],
  [
    'another integer',
    { count: 42 },
    { 'mcp-param-count': '0x2A' },
    'Count',
    'the Mcp-Param-Count header decodes to "0x2A" but the body carries count=42',
  ],
  [
    'another boolean',
    { dry: true },
    { 'mcp-param-dry': 'True' },
    'Dry',
    'the Mcp-Param-Dry header decodes to "True" but the body carries dry=true',
  ],
  [
    'another nested argument',
    { nested: { id: 'a' } },
    { 'mcp-param-nested-id': 'b' },
    'Nested-Id',
    'the Mcp-Param-Nested-Id header decodes to "b" but the body carries nested.id="a"',
  ],
];

describe('a call of 2026-07-28 with headers of its arguments', () => {
  it.each(accepted)('is accepted: %s', async (_, args, headers) => {
    const text = JSON.stringify(args);
    for (const url of urls) {
      const { status, result } = await postCall(url, 'move', { arguments: args }, headers);
      expect([status, result['content']]).toEqual([200, [{ type: 'text', text }]]);
    }
  });

  it.each(refused)('is refused: %s', async (_, args, headers, name, body) => {
    const error: Json = {
      code: -32020,
      message: `Bad Request: the request headers and body disagree: ${body}`,
      data: { mismatch: { header: `Mcp-Param-${name}`, body } },
    };
    for (const url of urls) {
      const answer = await postCall(url, 'move', { arguments: args }, headers);
      expect(answer).toEqual({ status: 400, result: { error } });
    }
  });

  it('is accepted without any, if the tool declares none', async () => {
    const { status, result } = await postCall(server.url, 'plain', {}, region('us'));
    expect([status, result['content']]).toEqual([200, [{ type: 'text', text: 'done' }]]);
  });
});

it.each([{}, region('us')])('a call of 2025-11-25 needs none: %j', async (headers) => {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'move', arguments: { region: 'eu' } },
    }),
  });
  expect([response.status, await response.text()]).toEqual([
    200,
    expect.stringContaining('{\\"region\\":\\"eu\\"}'),
  ]);
});

const property = (schema: JsonObject): JsonObject => ({ properties: { a: schema } });
it.each<[string, JsonObject, string]>([
  [
    'an object',
    property({ type: 'object', 'x-mcp-header': 'A' }),
    'x-mcp-header of a is on no string, integer or boolean',
  ],
  [
    'a number',
    property({ type: 'number', 'x-mcp-header': 'A' }),
    'x-mcp-header of a is on no string, integer or boolean',
  ],
  [
    'a name with a space',
    property({ type: 'string', 'x-mcp-header': 'A B' }),
    'x-mcp-header of a is not a header name',
  ],
  ['no name', property({ type: 'string', 'x-mcp-header': 1 }), 'x-mcp-header of a is not a header name'],
  ['the root', { type: 'object', 'x-mcp-header': 'A' }, 'x-mcp-header must be on an argument'],
  [
    'an item',
    property({ type: 'array', items: { type: 'string', 'x-mcp-header': 'A' } }),
    'x-mcp-header must be on an argument',
  ],
  [
    'a branch',
    { anyOf: [property({ type: 'string', 'x-mcp-header': 'A' })] },
    'x-mcp-header must be on an argument',
  ],
  [
    'two of one name',
    {
      properties: { a: { type: 'string', 'x-mcp-header': 'A' }, b: { type: 'string', 'x-mcp-header': 'a' } },
    },
    'x-mcp-header of b is that of another argument',
  ],
])('a schema with a header on %s breaks a rule', (_, schema, fault) => {
  expect(readParamHeaders(schema).fault).toBe(fault);
});
