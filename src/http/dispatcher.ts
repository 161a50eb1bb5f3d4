import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { decodeValidPercent } from '../json/decode-percent.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { LookupFunction } from 'node:net';
import type { ClientCertificate, ConnectionOptions, SocketOptions } from './connection-options.ts';
import type { buildConnector, Dispatcher } from 'undici';

/**
 * Creates a dispatcher of undici with the proxies, the authorities and the client certificate of the options. Host
 * names are resolved with `lookup`, except for those that a proxy resolves.
 *
 * @throws OpenApiMcpError CREDENTIALS_INVALID for a certificate, OPTION_INVALID for authorities and proxies
 */
export async function openDispatcher(
  options: ConnectionOptions,
  certificate?: ClientCertificate,
  lookup?: LookupFunction,
  sockets: SocketOptions = {},
): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const { connect: timeout, socketPath } = sockets;
  const connect = omitUndefined({ ...checkedTls(options, certificate), timeout });
  const direct = omitUndefined({ ...connect, lookup, socketPath });
  // 0 is no time-out.
  const { headers: headersTimeout = 0, body: bodyTimeout = 0 } = sockets;
  const shared = { headersTimeout, bodyTimeout, connect: direct };
  const { http = '', https = http, none = '' } = options.proxy ?? {};
  for (const url of [http, https]) checkProxy(url);
  if (socketPath !== undefined || (http === '' && https === '')) return new Agent(shared);
  return new EnvHttpProxyAgent({
    ...shared,
    // An empty text prevents undici from reading the environment itself.
    httpProxy: http,
    httpsProxy: https,
    noProxy: none,
    // For plain HTTP, the request has the absolute URL (RFC 9112 §3.2.2): many proxies refuse tunnels to port 80.
    proxyTunnel: false,
    requestTls: connect,
    proxyTls: omitUndefined({ ...tlsOptions(options), timeout }),
  });
}

/** Checks the certificates before they are used: later an invalid file would look like a connection failure. */
function checkedTls(
  options: ConnectionOptions,
  certificate: ClientCertificate | undefined,
): buildConnector.BuildOptions {
  if (options.authorities !== undefined) checkAuthorities(options.authorities);
  if (certificate !== undefined) checkCertificate(certificate);
  return tlsOptions(options, certificate);
}

/** Throws for authorities that are not valid PEM, which OpenSSL would ignore. */
function checkAuthorities(authorities: string): void {
  const blocks = authorities.match(
    /-----BEGIN [A-Z ]*CERTIFICATE-----[^-]+-----END [A-Z ]*CERTIFICATE-----/g,
  );
  try {
    if (blocks === null) throw new Error('it contains no certificate');
    blocks.forEach((block) => new X509Certificate(block));
  } catch (cause) {
    const message = `the certificate authorities cannot be read: ${messageOf(cause)}`;
    throw new OpenApiMcpError('OPTION_INVALID', message, { cause, hint: 'Pass --ca with a PEM file.' });
  }
}

function checkCertificate({ certificate: cert, key, passphrase }: ClientCertificate): void {
  try {
    tls.createSecureContext({ cert, key, passphrase });
  } catch (cause) {
    const message = `the client certificate cannot be used: ${messageOf(cause)}`;
    const hint =
      'The certificate and its key must be PEM and belong together. An encrypted key needs its passphrase.';
    throw new OpenApiMcpError('CREDENTIALS_INVALID', message, { cause, hint });
  }
}

/**
 * Throws for a value that is not the URL of a proxy. The message does not show the value, which can contain a
 * password.
 */
function checkProxy(url: string): void {
  if (url === '' || (URL.canParse(url) && isProxy(new URL(url)))) return;
  throw new OpenApiMcpError('OPTION_INVALID', 'the proxy is not a URL', {
    hint: 'Check HTTP_PROXY and HTTPS_PROXY. They have the form http://host:port.',
  });
}

/** Returns true for a supported scheme with credentials that can be percent-decoded. */
function isProxy({ protocol, username, password }: URL): boolean {
  return /^(https?|socks5?):$/.test(protocol) && decodeValidPercent(username + password) !== undefined;
}

/** Returns the password of a proxy URL, as it is written and percent-decoded. */
export function proxySecrets(url: string): string[] {
  const password = URL.canParse(url) ? new URL(url).password : '';
  return password === '' ? [] : [password, decodeValidPercent(password) ?? password];
}

function tlsOptions(
  { authorities, insecure = false }: ConnectionOptions,
  certificate?: ClientCertificate,
): buildConnector.BuildOptions {
  return omitUndefined({
    ca: authorities === undefined ? undefined : [...knownAuthorities(), authorities],
    rejectUnauthorized: insecure ? false : undefined,
    cert: certificate?.certificate,
    key: certificate?.key,
    passphrase: certificate?.passphrase,
  });
}

/** Returns the authorities of Node.js. From Node 22 on, they include those of NODE_EXTRA_CA_CERTS. */
function knownAuthorities(): readonly string[] {
  return 'getCACertificates' in tls && typeof tls.getCACertificates === 'function'
    ? (tls.getCACertificates('default') as string[])
    : tls.rootCertificates;
}
