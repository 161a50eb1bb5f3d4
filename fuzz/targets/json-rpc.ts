import { Agent, request } from 'undici';
import { describeApi } from '../../src/describe/describe-api.ts';
import { loadDocument } from '../../src/load/load-document.ts';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { expectThat, outcomeOf } from '../invariants.ts';
import { parseJson } from '../parse-json.ts';

/** No server listens on this port, so that each call of the API fails at once. */
const servers = [{ url: 'http://127.0.0.1:9' }];
const petId = { name: 'petId', in: 'path', required: true, schema: { type: 'integer' } };
const responses = { '200': { description: 'Done' } };

/** Milliseconds within which each response must end. */
const longest = 15_000;

const started = start();

async function start(): Promise<{ url: string; dispatcher: Agent }> {
  const { descriptor } = describeApi(
    await loadDocument({
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1' },
      servers,
      paths: {
        '/pets': { get: { operationId: 'listPets', responses } },
        '/pets/{petId}': { get: { operationId: 'getPet', parameters: [petId], responses } },
      },
    }),
  );
  const server = createApiServer(descriptor, {}, async () => sdkV2);
  const { url } = await server.serveHttp({ port: 0, onError: () => undefined });
  return { url, dispatcher: new Agent() };
}

/** Sends a body to the endpoint of MCP: the first byte selects the revision of its header. */
export async function fuzz(data: Buffer): Promise<void> {
  const { url, dispatcher } = await started;
  const revisions = [undefined, '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'];
  const revision = revisions[(data[0] ?? 0) % revisions.length];
  await outcomeOf(async () => {
    const { statusCode, headers, body } = await request(url, {
      method: 'POST',
      dispatcher,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(revision === undefined ? {} : { 'mcp-protocol-version': revision }),
      },
      body: data.subarray(1),
      signal: AbortSignal.timeout(longest),
    });
    const stream = String(headers['content-type']).startsWith('text/event-stream');
    // The stream of a subscription stays open.
    const sent = JSON.stringify(parseJson(data.toString('utf8', 1))) ?? '';
    if (stream && sent.includes('subscriptions/listen')) return void body.destroy();
    const text = await body.text();
    expectThat(statusCode < 500, `A body has status ${statusCode}: ${text}`);
    const texts = stream ? [...text.matchAll(/^data: ?(.+)$/gm)].map(([, line = '']) => line) : [text];
    for (const message of texts.filter((found) => found !== ''))
      expectThat(isMessage(JSON.parse(message)), `The response is no message of JSON-RPC: ${message}`);
  });
}

function isMessage(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isMessage);
  return typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0';
}
