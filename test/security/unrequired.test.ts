import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { serveDescriptor } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { RequestOptions } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';

const schemes: JsonObject = {
  inQuery: { type: 'apiKey', in: 'query', name: 'key' },
  inCookie: { type: 'apiKey', in: 'cookie', name: 'session' },
  inHeader: { type: 'apiKey', in: 'header', name: 'X-Key' },
  bearer: { type: 'http', scheme: 'bearer' },
};

function documentOf(operation: JsonObject, root: JsonObject = {}): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    ...root,
    paths: {
      '/pets': { get: { operationId: 'call', ...operation, responses: { '200': { description: 'Done' } } } },
    },
    components: { securitySchemes: schemes },
  };
}

const set = (...names: string[]): RequestOptions['credentials'] =>
  Object.fromEntries(names.map((name) => [name, { value: `secret-of-${name}` }]));

describe('a credential that the document requires nowhere', () => {
  const rows: [string, JsonObject, RequestOptions, string][] = [
    ['is sent', documentOf({}), { credentials: set('bearer') }, '/pets - - Bearer secret-of-bearer'],
    [
      'is sent in a header first',
      documentOf({}),
      { credentials: set('inQuery', 'inCookie', 'inHeader') },
      '/pets secret-of-inHeader - -',
    ],
    [
      'is sent in a cookie before the query',
      documentOf({}),
      { credentials: set('inQuery', 'inCookie') },
      '/pets - session=secret-of-inCookie -',
    ],
    [
      'is sent in the query last',
      documentOf({}),
      { credentials: set('inQuery') },
      '/pets?key=secret-of-inQuery - - -',
    ],
    [
      'is not sent where security is empty',
      documentOf({ security: [] }),
      { credentials: set('bearer') },
      '/pets - - -',
    ],
    [
      'is not sent where the root is empty',
      documentOf({}, { security: [] }),
      { credentials: set('bearer') },
      '/pets - - -',
    ],
    [
      'is not sent where another is required',
      documentOf({ security: [{ inHeader: [] }] }),
      { credentials: set('bearer') },
      '/pets - - -',
    ],
    [
      'is not sent with the option off',
      documentOf({}),
      { credentials: set('bearer'), unrequiredCredentials: 'off' },
      '/pets - - -',
    ],
  ];
  it.each(rows)('%s', async (_, document, request, sent) => {
    await using upstream = await startUpstream();
    const { descriptor } = describeApi(await loadDocument(document));
    const { handlers } = await serveDescriptor(descriptor, {
      request: { baseUrl: upstream.url, ...request },
    });
    await handlers.callTool('call', {});
    await handlers.close();
    const [received] = upstream.requests;
    const headers = ['x-key', 'cookie', 'authorization'].map((name) => received?.header(name) ?? '-');
    expect([received?.target, ...headers].join(' ')).toBe(sent);
  });
});
