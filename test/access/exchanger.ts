import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An authorization server that exchanges tokens, with responses that the test chooses. */
export interface Exchanger extends AsyncDisposable {
  url: string;
  requests: { authorization: string | undefined; fields: Record<string, string> }[];
  /** Sets the response to an exchange. */
  answer(respond: (fields: Record<string, string>) => { status?: number; body: object }): void;
}

function exchangeAny() {
  return { body: { access_token: 'exchanged', token_type: 'Bearer' } };
}

export async function startExchanger(): Promise<Exchanger> {
  const requests: Exchanger['requests'] = [];
  let respond: Parameters<Exchanger['answer']>[0] = exchangeAny;
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    // Entra has the metadata of OpenID Connect only.
    if (request.url === '/.well-known/openid-configuration')
      return response.end(JSON.stringify({ issuer: url, token_endpoint: `${url}/token` }));
    if (request.url !== '/token') return response.writeHead(404).end('{}');
    const fields = Object.fromEntries(new URLSearchParams(await text(request)));
    requests.push({ authorization: request.headers.authorization, fields });
    const { status = 200, body } = respond(fields);
    // Responses overtake one another, as those of real servers do.
    return setTimeout(() => response.writeHead(status).end(JSON.stringify(body)), Math.random() * 5);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    answer(other) {
      respond = other;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
