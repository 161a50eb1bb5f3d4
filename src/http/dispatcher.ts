import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { LookupFunction } from 'node:net';
import type { ClientCertificate, ConnectionOptions } from './connection-options.ts';
import type { buildConnector, Dispatcher } from 'undici';

/**
 * Opens connections as the options say: over proxies, with own authorities, with a client certificate. Names are looked
 * up with `lookup`, but for those that a proxy looks up.
 *
 * @throws OpenApiMcpError CREDENTIALS_INVALID for a certificate, OPTION_INVALID for authorities and proxies
 */
export async function openDispatcher(
  options: ConnectionOptions,
  certificate?: ClientCertificate,
  lookup?: LookupFunction,
): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const connect = checkedTls(options, certificate);
  const direct = { ...connect, ...(lookup === undefined ? {} : { lookup }) };
  const shared = { headersTimeout: 0, bodyTimeout: 0, connect: direct };
  const { http = '', https = http, none = '' } = options.proxy ?? {};
  for (const url of [http, https]) checkProxy(url);
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

/** A wrong file is found out here: later it would look like a failure of the connection. */
function checkedTls(
  options: ConnectionOptions,
  certificate: ClientCertificate | undefined,
): buildConnector.BuildOptions {
  if (options.authorities !== undefined) checkAuthorities(options.authorities);
  if (certificate !== undefined) checkCertificate(certificate);
  return tlsOptions(options, certificate);
}

/** OpenSSL passes over what it cannot read. */
function checkAuthorities(authorities: string): void {
  const blocks = authorities.match(
    /-----BEGIN [A-Z ]*CERTIFICATE-----[^-]+-----END [A-Z ]*CERTIFICATE-----/g,
  );
  try {
    if (blocks === null) throw new Error('there is no certificate in it');
    blocks.forEach((block) => new X509Certificate(block));
  } catch (cause) {
    const message = `the certificate authorities cannot be read: ${messageOf(cause)}`;
    throw new OpenApiMcpError('OPTION_INVALID', message, { cause, hint: 'Give --ca a file in PEM.' });
  }
}

function checkCertificate({ certificate: cert, key, passphrase }: ClientCertificate): void {
  try {
    tls.createSecureContext({ cert, key, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (cause) {
    const message = `the client certificate cannot be used: ${messageOf(cause)}`;
    const hint = 'It and its key must be PEM and belong together; an encrypted key needs its passphrase.';
    throw new OpenApiMcpError('CREDENTIALS_INVALID', message, { cause, hint });
  }
}

/** Its URL can hold a password, so it is not shown. */
function checkProxy(url: string): void {
  if (url === '' || (URL.canParse(url) && isProxy(new URL(url)))) return;
  throw new OpenApiMcpError('OPTION_INVALID', 'the proxy is no URL', {
    hint: 'Check HTTP_PROXY and HTTPS_PROXY: they look like http://host:port.',
  });
}

/** User and password are decoded where they are used. */
function isProxy({ protocol, username, password }: URL): boolean {
  return /^(https?|socks5?):$/.test(protocol) && decoded(username + password) !== undefined;
}

/** The password of a proxy, as it stands in the URL and as it is meant. */
export function proxySecrets(url: string): string[] {
  const password = URL.canParse(url) ? new URL(url).password : '';
  return password === '' ? [] : [password, decoded(password) ?? password];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
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
