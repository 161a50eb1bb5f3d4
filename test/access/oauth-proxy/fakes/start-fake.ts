import { once } from 'node:events';
import { createServer as createProxyServer } from 'node:http';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createSecureContext } from 'node:tls';
import { fetch as fetchThrough, ProxyAgent } from 'undici';
import { selfSigned } from '../../../support/certificate.ts';
import type { AddressInfo, Socket } from 'node:net';
import type { ConnectionOptions } from '../../../../src/http/connection-options.ts';

/** A request to a fake of an identity provider. */
export interface FakeRequest {
  method: string;
  url: URL;
  header(name: string): string;
  form: URLSearchParams;
}

/** A response of a fake: JSON, a text, or a redirect. */
export interface FakeResponse {
  status?: number;
  json?: unknown;
  text?: string;
  type?: string;
  location?: string;
}

/** A fake of an identity provider with the hosts of the real one. */
export interface Fake {
  /** The value of `--auth-provider`. */
  name: string;
  hosts: string[];
  respond(request: FakeRequest): FakeResponse | Promise<FakeResponse>;
}

/** A fake that is reached by a proxy, since its hosts are those of the real provider. */
export interface StartedFake extends AsyncDisposable {
  connection: ConnectionOptions;
  /** Fetches from the hosts of the fake, and from loopback. */
  fetch: typeof fetch;
  /** `POST github.com/login/oauth/access_token`, in order. */
  requests: string[];
}

/** Starts a fake behind TLS. No other host can be reached by its proxy. */
export async function startFake(fake: Fake): Promise<StartedFake> {
  const requests: string[] = [];
  const certificates = new Map(fake.hosts.map((name) => [name, selfSigned({ name })]));
  const server = createServer(
    {
      ...[...certificates.values()][0],
      SNICallback: (name, done) => done(null, createSecureContext(certificates.get(name) ?? {})),
    },
    async (request, response) => {
      const url = new URL(request.url ?? '', `https://${request.headers.host}`);
      requests.push(`${request.method} ${url.host}${url.pathname}`);
      const answer = await fake.respond({
        method: request.method ?? '',
        url,
        header: (name) => String(request.headers[name] ?? ''),
        form: new URLSearchParams(await text(request)),
      });
      const { status = 200, json, type = 'application/json', location } = answer;
      response.writeHead(location === undefined ? status : 302, {
        'content-type': json === undefined && answer.text !== undefined ? (answer.type ?? 'text/html') : type,
        ...(location === undefined ? {} : { location }),
      });
      response.end(answer.text ?? JSON.stringify(json ?? {}));
    },
  );
  const sockets = new Set<Socket>();
  const proxy = createProxyServer();
  proxy.on('connect', (incoming, client: Socket) => {
    const { hostname } = new URL(`http://${incoming.url}`);
    client.on('error', () => undefined);
    if (!fake.hosts.includes(hostname)) return client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const target = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    sockets.add(target);
    return target.on('error', () => client.destroy());
  });
  proxy.on('connection', (socket: Socket) => sockets.add(socket));
  for (const each of [server, proxy]) await once(each.listen(0, '127.0.0.1'), 'listening');
  const authorities = [...certificates.values()].map(({ cert }) => cert).join('');
  const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const agent = new ProxyAgent({ uri: proxyUrl, requestTls: { ca: authorities } });
  const fetchHere = (input: string | URL, init: object = {}): Promise<unknown> =>
    new URL(input).protocol === 'https:'
      ? fetchThrough(input, { ...init, dispatcher: agent })
      : fetch(input, init);
  return {
    connection: { authorities, proxy: { https: proxyUrl } },
    fetch: fetchHere as typeof fetch,
    requests,
    async [Symbol.asyncDispose]() {
      await agent.destroy();
      server.close();
      proxy.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    },
  };
}
