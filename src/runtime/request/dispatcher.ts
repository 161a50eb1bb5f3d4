import tls from 'node:tls';
import type { ClientCertificate, ConnectionOptions } from '../options.ts';
import type { buildConnector, Dispatcher } from 'undici';

/** Opens connections as the options say: over proxies, with own authorities, with a client certificate. */
export async function openDispatcher(
  options: ConnectionOptions,
  certificate?: ClientCertificate,
): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const connect = tlsOptions(options, certificate);
  const shared = { headersTimeout: 0, bodyTimeout: 0, connect };
  const { http = '', https = http, none = '' } = options.proxy ?? {};
  if (http === '' && https === '') return new Agent(shared);
  return new EnvHttpProxyAgent({
    ...shared,
    // An empty text, where there is none, keeps it from looking into the environment by itself.
    httpProxy: http,
    httpsProxy: https,
    noProxy: none,
    // Proxies for plain HTTP take whole URLs (RFC 9112 §3.2.2); many refuse tunnels to port 80.
    proxyTunnel: false,
    requestTls: connect,
    proxyTls: tlsOptions(options),
  });
}

function tlsOptions(
  { authorities, insecure = false }: ConnectionOptions,
  certificate?: ClientCertificate,
): buildConnector.BuildOptions {
  return {
    ...(authorities === undefined ? {} : { ca: [...knownAuthorities(), authorities] }),
    ...(insecure ? { rejectUnauthorized: false } : {}),
    ...(certificate === undefined
      ? {}
      : {
          cert: certificate.certificate,
          key: certificate.key,
          ...(certificate.passphrase === undefined ? {} : { passphrase: certificate.passphrase }),
        }),
  };
}

/** From Node 22 on, those of NODE_EXTRA_CA_CERTS are among them. */
function knownAuthorities(): readonly string[] {
  return 'getCACertificates' in tls && typeof tls.getCACertificates === 'function'
    ? (tls.getCACertificates('default') as string[])
    : tls.rootCertificates;
}
