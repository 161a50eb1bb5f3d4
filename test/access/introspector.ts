import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An issuer of opaque tokens, which says of each token what the test chose. */
export interface Introspector extends AsyncDisposable {
  url: string;
  /** The response for each token; others are not active. */
  tokens: Map<string, object>;
  requests: { authorization: string | undefined; body: string }[];
  /** The response instead of the one about the token. */
  fail(status: number | undefined, text?: string): void;
}

export async function startIntrospector({ isIntrospected = true } = {}): Promise<Introspector> {
  const tokens = new Map<string, object>();
  const requests: Introspector['requests'] = [];
  let failure: { status: number; text: string } | undefined;
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/oauth-authorization-server')
      return response.end(
        JSON.stringify({
          issuer: url,
          ...(isIntrospected ? { introspection_endpoint: `${url}/introspect` } : {}),
        }),
      );
    if (request.url !== '/introspect') return response.writeHead(404).end();
    const body = await text(request);
    requests.push({ authorization: request.headers.authorization, body });
    if (failure !== undefined) return response.writeHead(failure.status).end(failure.text);
    const found = tokens.get(new URLSearchParams(body).get('token') ?? '');
    return response.end(JSON.stringify(found ?? { active: false }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    tokens,
    requests,
    fail(status, content = '') {
      failure = status === undefined ? undefined : { status, text: content };
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
