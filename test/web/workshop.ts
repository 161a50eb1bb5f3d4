import { createServer } from '../../src/index.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { CreateServerOptions } from '../../src/index.ts';
import type { Answer, RecordedRequest, Upstream } from '../support/upstream.ts';

const text = { type: 'string' };
const ok = (mediaType: string, schema: object = {}) => ({
  responses: { 200: { description: 'Done', content: { [mediaType]: { schema } } } },
});

/** An API with an operation for each thing that the explorer shows. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Workshop', version: '2.0.0', description: 'Repairs **bicycles**. See `listParts`.' },
  tags: [{ name: 'parts' }, { name: 'files' }, { name: 'orders' }],
  paths: {
    '/parts': {
      get: {
        operationId: 'listParts',
        tags: ['parts'],
        summary: 'List the parts',
        parameters: [
          {
            name: 'kind',
            in: 'query',
            schema: { type: 'array', items: { enum: ['wheel', 'chain', 'bell'] } },
          },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, default: 20 } },
        ],
        ...ok('application/json', { type: 'array', items: { type: 'object' } }),
      },
    },
    '/parts/{kind}': {
      get: {
        operationId: 'getPart',
        tags: ['parts'],
        parameters: [
          { name: 'kind', in: 'path', required: true, schema: { enum: ['wheel', 'chain', 'bell'] } },
        ],
        ...ok('application/json', { type: 'object' }),
      },
      delete: {
        operationId: 'deletePart',
        tags: ['parts'],
        parameters: [{ name: 'kind', in: 'path', required: true, schema: text }],
        ...ok('application/json', { type: 'object' }),
      },
    },
    '/orders': {
      post: {
        operationId: 'createOrder',
        tags: ['orders'],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['customer', 'lines', 'payment'],
                properties: {
                  customer: {
                    type: 'object',
                    required: ['name'],
                    properties: { name: text, address: { type: 'object', properties: { city: text } } },
                  },
                  lines: {
                    type: 'array',
                    items: {
                      type: 'object',
                      required: ['part', 'count'],
                      properties: { part: text, count: { type: 'integer' } },
                    },
                  },
                  payment: {
                    oneOf: [
                      { type: 'object', required: ['card'], title: 'Card', properties: { card: text } },
                      { type: 'object', required: ['iban'], title: 'Transfer', properties: { iban: text } },
                    ],
                  },
                  due: { type: 'string', format: 'date' },
                  at: { type: 'string', format: 'date-time' },
                  isGift: { type: 'boolean', default: false },
                  note: { type: ['string', 'null'] },
                  labels: { type: 'object', additionalProperties: text },
                },
              },
            },
          },
        },
        ...ok('application/json', { type: 'object' }),
      },
    },
    '/photo': { get: { operationId: 'getPhoto', tags: ['files'], ...ok('image/png') } },
    '/manual': { get: { operationId: 'getManual', tags: ['files'], ...ok('application/pdf') } },
    '/sound': { get: { operationId: 'getSound', tags: ['files'], ...ok('audio/wav') } },
    '/scan': {
      post: {
        operationId: 'uploadScan',
        tags: ['files'],
        requestBody: { required: true, content: { 'image/png': { schema: {} } } },
        ...ok('application/json', { type: 'object' }),
      },
    },
    '/broken': { get: { operationId: 'getBroken', ...ok('application/json') } },
  },
};

/** A PNG of one pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const pdf = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
trailer<</Root 1 0 R>>`;

const parts = [
  { kind: 'wheel', price: 4900, tags: ['round'] },
  { kind: 'bell', price: 900, tags: [] },
];

function answerFor({ method, target }: RecordedRequest): Answer {
  const [path = ''] = target.split('?');
  if (path === '/parts') return jsonAnswer(parts);
  if (path === '/photo') return { headers: { 'content-type': 'image/png' }, body: png };
  if (path === '/manual') return { headers: { 'content-type': 'application/pdf' }, body: pdf };
  if (path === '/sound') return { headers: { 'content-type': 'audio/wav' }, body: 'RIFF$\0\0\0WAVEfmt ' };
  if (path === '/broken')
    return jsonAnswer(
      { title: 'The workshop is closed', detail: 'Come back at nine: https://workshop.example/hours.' },
      503,
    );
  return jsonAnswer({ method, path, state: { isDone: true } });
}

/** A server of the workshop over HTTP, with the API that it calls. */
export interface Workshop extends AsyncDisposable {
  /** The address of the explorer. */
  root: string;
  url: string;
  upstream: Upstream;
}

/** Serves the workshop. */
export async function openWorkshop(options: CreateServerOptions = {}): Promise<Workshop> {
  const upstream = await startUpstream(answerFor);
  const server = await createServer(document, {
    request: { baseUrl: upstream.url, headers: { Authorization: 'Bearer secret-of-the-workshop' } },
    extensions: {
      prompts: [
        {
          name: 'plan_repair',
          title: 'Plan a repair',
          description: 'Plans the repair of a bicycle.',
          arguments: [{ name: 'bicycle', description: 'Which one', required: true }],
          get: ({ bicycle }) => `Plan the repair of ${bicycle}.`,
        },
      ],
    },
    ...options,
  });
  const findings = [{ kind: 'repaired' as const, pointer: '/paths/~1parts', message: 'A part was repaired' }];
  const credentials = [{ scheme: 'key', source: 'WORKSHOP_KEY', isSet: false }];
  const http = await server.serveHttp({
    port: 0,
    explorerSource: { facts: () => ({ document: 'workshop.yaml', findings, credentials }) },
    ...options.http,
  });
  return {
    root: http.url.replace(/mcp$/, ''),
    url: http.url,
    upstream,
    async [Symbol.asyncDispose]() {
      await http.close();
      await server.close();
      await upstream.close();
    },
  };
}

/** Returns a document with many operations. */
export function largeDocument(count: number): object {
  const paths = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/things/${index}/items/{id}`,
      {
        get: {
          operationId: `getThing${index}`,
          tags: [`area ${index % 20}`],
          summary: `Get thing ${index}`,
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          responses: { 200: { description: 'Done' } },
        },
      },
    ]),
  );
  return { openapi: '3.1.0', info: { title: 'Large', version: '1' }, paths };
}
