import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';

/** The cause of a failure, with a hint where the catalogue's is too general. */
interface Failure {
  reason: string;
  hint?: string;
}

/** Failures by the code of the network error. */
const failures: Record<string, Failure | undefined> = {
  ECONNREFUSED: { reason: 'connection refused' },
  ENOENT: {
    reason: 'there is no such socket',
    hint: 'Check that the API is running, and the path of --base-url.',
  },
  EACCES: {
    reason: 'the socket may not be opened',
    hint: 'Run this server as a user who may open the socket.',
  },
  ECONNRESET: { reason: 'connection reset' },
  EPIPE: { reason: 'connection reset' },
  ENOTFOUND: { reason: 'no such host' },
  EAI_AGAIN: { reason: 'the name server does not respond' },
  EHOSTUNREACH: { reason: 'host unreachable' },
  ENETUNREACH: { reason: 'network unreachable' },
  ETIMEDOUT: { reason: 'connecting timed out' },
  UND_ERR_CONNECT_TIMEOUT: {
    reason: 'connecting timed out',
    hint: 'Check that the API is running, that --base-url or the server URL of the document is correct, or raise --connect-timeout.',
  },
  UND_ERR_SOCKET: { reason: 'the connection closed before a response' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: invalidResponse('its lengths contradict each other'),
  // undici asserts that a status has three digits, the first of which is not 0.
  ERR_ASSERTION: invalidResponse('it has no valid status'),
  UND_ERR_HEADERS_OVERFLOW: {
    reason: 'the headers of the response are too large',
    hint: 'The operator of the API must send fewer or shorter headers.',
  },
  CERT_HAS_EXPIRED: {
    reason: 'its TLS certificate has expired',
    hint: 'The operator of the API must renew it.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority('its TLS certificate is self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority('its TLS certificate comes from an unknown authority'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority('its TLS certificate comes from an unknown authority'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority('its TLS certificate comes from an unknown authority'),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate('it requires a client certificate'),
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: clientCertificate('it refused the TLS handshake'),
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: clientCertificate(
    'it does not trust the authority of the client certificate',
  ),
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientCertificate('it refused the client certificate'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: clientCertificate('it refused the client certificate'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: clientCertificate('the client certificate has expired'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: clientCertificate('the client certificate was revoked'),
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'its TLS certificate is for another host',
    hint: 'Check the host in --base-url or in the document’s server URL.',
  },
};

/** Returns the failure of a response that breaks the rules of HTTP, or of bytes of another protocol. */
function invalidResponse(rule?: string): Failure {
  if (rule === undefined || rule.startsWith('Expected HTTP/'))
    return {
      reason: 'the server does not speak HTTP',
      hint: 'Check scheme, host and port of the server URL.',
    };
  return {
    reason: `the response is not valid HTTP (${rule})`,
    hint: 'The operator of the API, or of a proxy before it, must correct the response.',
  };
}

function clientCertificate(reason: string): Failure {
  return {
    reason,
    hint: 'Pass --client-cert and --client-key, or set the variables of its mutualTLS scheme. The command inspect names them.',
  };
}

function unknownAuthority(reason: string): Failure {
  return { reason, hint: 'Pass --ca with a file that contains the certificate of its authority.' };
}

/**
 * Returns the error for a request that failed before a response began. The message names the origin only, because the
 * target can contain credentials.
 *
 * @param timeout in milliseconds
 */
export function explainFailure(
  cause: unknown,
  origin: string,
  timeout: number,
  signal: AbortSignal | undefined,
  isProxied = false,
): OpenApiMcpError {
  if (isOpenApiMcpError(cause)) return cause;
  if (signal?.aborted === true)
    return new OpenApiMcpError('CALL_CANCELLED', 'the call was cancelled', { cause });
  if (cause instanceof Error && cause.name === 'AbortError' && !isProxyFailure(cause))
    return new OpenApiMcpError('UPSTREAM_TIMEOUT', `${origin} did not respond within ${timeout} ms`, {
      cause,
    });
  if (isNetworkError(cause, 'UND_ERR_HEADERS_TIMEOUT'))
    return new OpenApiMcpError(
      'UPSTREAM_TIMEOUT',
      `${origin} took the request, but did not begin a response in time`,
      { cause, hint: 'Try again, or raise --headers-timeout.' },
    );
  const first = cause instanceof AggregateError ? (cause.errors as unknown[])[0] : cause;
  const code = typeof first === 'object' && first !== null && 'code' in first ? String(first.code) : '';
  const known = describeUnasked(first) ?? failures[code] ?? describeOther(code, first);
  const hint =
    known.hint ?? (isConnectionLoss(first) && origin.startsWith('https:') ? certificateHint : undefined);
  const note = isProxied && !isProxyFailure(first) ? ' (requests go through a proxy)' : '';
  return new OpenApiMcpError('UPSTREAM_UNREACHABLE', `${origin}: ${known.reason}${note}`, { cause, hint });
}

/** Returns true for an error with one of the codes. */
export function isNetworkError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The hint for a lost connection: in TLS 1.3, a client certificate that is refused or missing can look the same. */
const certificateHint =
  'Check that the API is running, and whether it requires a client certificate, or another one (--client-cert).';

/** Returns true for the error of a connection that was open and has ended. */
export function isConnectionLoss(error: unknown): boolean {
  return isNetworkError(error, 'UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE');
}

/** Returns true for a failure of the proxy, which undici reports only in the message. */
function isProxyFailure(cause: unknown): boolean {
  return cause instanceof Error && /^proxy (response|authentication)/i.test(cause.message);
}

/** Returns the failure of a status that undici does not take without being asked to, which it reports as a lost connection. */
function describeUnasked(cause: unknown): Failure | undefined {
  if (!isNetworkError(cause, 'UND_ERR_SOCKET')) return undefined;
  const message = messageOf(cause);
  if (message === 'bad upgrade') return invalidResponse('it changes the protocol, which nothing asked for');
  return message === 'bad response'
    ? invalidResponse('it begins with a status that nothing asked for')
    : undefined;
}

function describeOther(code: string, cause: unknown): Failure {
  if (isProxyFailure(cause)) {
    const status = /\((\d{3})\)/.exec(messageOf(cause))?.[1] ?? '';
    return {
      reason: `the proxy refused with ${status}`,
      hint: 'Check HTTP_PROXY and HTTPS_PROXY, with user and password in the URL if the proxy requires them, and NO_PROXY.',
    };
  }
  // undici does not set the code of all parser errors.
  if (code.startsWith('HPE_') || (cause instanceof Error && cause.name === 'HTTPParserError'))
    return invalidResponse(/\(([^()]+)\)$/.exec(messageOf(cause))?.[1]);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return {
      reason: 'the server does not speak TLS',
      hint: 'Check whether the API is at http:// instead.',
    };
  return { reason: messageOf(cause) };
}
