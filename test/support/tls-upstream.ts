import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { selfSigned } from './certificate.ts';
import type { Certificate } from './certificate.ts';

/** A server with TLS that records its callers. */
export interface TlsUpstream extends AsyncDisposable {
  /** The URL, with the name of the certificate. */
  url: string;
  certificate: Certificate;
  /** The targets and the common names of the client certificates, in order. */
  requests: { target: string; client: string | undefined }[];
}

/** Starts a server. `clients` are the client certificates that it accepts; without any, it requests none. */
export async function startTlsUpstream(clients?: string[], body?: string): Promise<TlsUpstream> {
  const certificate = selfSigned({ name: 'localhost' });
  const requests: TlsUpstream['requests'] = [];
  const asking = clients === undefined ? {} : { requestCert: true, rejectUnauthorized: true, ca: clients };
  const server = createServer({ ...certificate, ...asking }, (request, response) => {
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject ?? {};
    const client = [CN ?? []].flat()[0];
    requests.push({ target: request.url ?? '', client });
    response
      .setHeader('content-type', 'application/json')
      .end(body ?? JSON.stringify({ client: client ?? 'nobody' }));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    certificate,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
