import { once } from 'node:events';
import { createPetstore } from '../../specs/petstore-api.js';

/** The API of specs/petstore.yaml on loopback, in its initial state. */
export interface Petstore extends AsyncDisposable {
  /** The base URL, without a trailing slash. */
  url: string;
  /** The method and target of each request, in order. */
  requests: string[];
}

/** Credentials for `serve`. The API accepts any. */
export const petstoreCredentials = {
  OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: 'demo-staff-token',
  OPENAPI_MCP_CREDENTIAL_PET_STORE_MANAGER_KEY: 'demo-manager-key',
  OPENAPI_MCP_CREDENTIAL_PET_STORE_OWNER_SESSION: 'demo-session',
};

/** Starts a new instance of the API. */
export async function startPetstore(): Promise<Petstore> {
  const requests: string[] = [];
  const server = createPetstore();
  server.on('request', ({ method, url }) => requests.push(`${method} ${url}`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
