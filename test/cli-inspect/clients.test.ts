import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMock, describeApi, loadDocument, createServer } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import type { ApiServer, HttpServer, MockServer } from '../../src/index.ts';
import type { InteropClient } from '../interop/clients.ts';
import { petstoreArguments } from './petstore.ts';

const loaded = await loadDocument(fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url)));
const { descriptor } = describeApi(loaded);

describe.each(clientKinds)('$label against the mocked pet store', (kind) => {
  let mock: MockServer;
  let server: ApiServer;
  let http: HttpServer;
  let client: InteropClient;

  beforeAll(async () => {
    mock = await createMock(loaded, { seed: 1 });
    server = await createServer(descriptor, { request: { baseUrl: mock.url } });
    http = await server.serveHttp({ port: 0 });
    client = await connectHttp(kind, http.url);
    await client.listTools();
  });
  afterAll(async () => {
    await client.close();
    await http.close();
    await server.close();
    await mock.close();
  });

  // DELETE operations come last: the mock is stateful, and in document order later calls would read a pet that is gone.
  const names = descriptor.operations.map(({ name }) => name);
  it.each(names.toSorted((one, other) => Number(isDelete(one)) - Number(isDelete(other))))(
    '%s',
    async (name) => {
      const result = await client.callTool(name, petstoreArguments[name]);
      expect({ failed: result['isError'] === true && result['content'] }).toEqual({ failed: false });
    },
  );
});

function isDelete(tool: string): boolean {
  return descriptor.operations.some(({ name, method }) => name === tool && method === 'DELETE');
}
