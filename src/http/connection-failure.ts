import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';

/** What stands behind a network error's code, and what helps where the catalogue's advice is too general. */
const failures: Record<string, { reason: string; hint?: string } | undefined> = {
  ECONNREFUSED: { reason: 'connection refused' },
  ECONNRESET: { reason: 'connection reset' },
  EPIPE: { reason: 'connection reset' },
  ENOTFOUND: { reason: 'no such host' },
  EAI_AGAIN: { reason: 'the name server does not answer' },
  EHOSTUNREACH: { reason: 'host unreachable' },
  ENETUNREACH: { reason: 'network unreachable' },
  ETIMEDOUT: { reason: 'connecting timed out' },
  UND_ERR_CONNECT_TIMEOUT: { reason: 'connecting timed out' },
  UND_ERR_SOCKET: { reason: 'the connection closed before an answer' },
  UND_ERR_HEADERS_OVERFLOW: {
    reason: 'the headers of its answer are too large',
    hint: 'Whoever runs the API must send fewer or shorter headers.',
  },
  CERT_HAS_EXPIRED: {
    reason: 'its TLS certificate has expired',
    hint: 'Whoever runs the API must renew it.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('its TLS certificate is self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted('its TLS certificate comes from an unknown authority'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted('its TLS certificate comes from an unknown authority'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted('its TLS certificate comes from an unknown authority'),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: uncertified('it wants a client certificate'),
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: uncertified('it refused the TLS handshake'),
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: uncertified('it does not know the authority of the client certificate'),
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: uncertified('it refused the client certificate'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: uncertified('it refused the client certificate'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: uncertified('the client certificate has expired'),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: uncertified('the client certificate was revoked'),
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'its TLS certificate is for another host',
    hint: 'Check the host in --base-url or in the document’s server URL.',
  },
};

function uncertified(reason: string): { reason: string; hint: string } {
  return {
    reason,
    hint: 'Pass --client-cert and --client-key, or set the variables of its mutualTLS scheme, which inspect names.',
  };
}

function untrusted(reason: string): { reason: string; hint: string } {
  return { reason, hint: 'Pass --ca with a file that has the certificate of its authority.' };
}

/**
 * What went wrong before an answer began. Only the origin is named: a target can hold credentials.
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
  if (cause instanceof Error && cause.name === 'AbortError' && !isOfProxy(cause))
    return new OpenApiMcpError('UPSTREAM_TIMEOUT', `${origin} did not answer within ${timeout} ms`, {
      cause,
    });
  const first = cause instanceof AggregateError ? (cause.errors as unknown[])[0] : cause;
  const code = typeof first === 'object' && first !== null && 'code' in first ? String(first.code) : '';
  const known = failures[code] ?? describeOther(code, first);
  const hint = known.hint ?? (isCut(code) && origin.startsWith('https:') ? certificateHint : undefined);
  const place = isProxied && !isOfProxy(first) ? ' (requests go over a proxy)' : '';
  return new OpenApiMcpError('UPSTREAM_UNREACHABLE', `${origin}: ${known.reason}${place}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** In TLS 1.3 a certificate that is refused, or missing, can look just like this. */
const certificateHint =
  'Check that the API runs, and whether it wants a client certificate, or another one (--client-cert).';

function isCut(code: string): boolean {
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** undici says in words alone that it was the proxy. */
function isOfProxy(cause: unknown): boolean {
  return cause instanceof Error && /^proxy (response|authentication)/i.test(cause.message);
}

function describeOther(code: string, cause: unknown): { reason: string; hint?: string } {
  if (isOfProxy(cause)) {
    const status = /\((\d{3})\)/.exec(messageOf(cause))?.[1] ?? '';
    return {
      reason: `the proxy refused with ${status}`,
      hint: 'Check HTTP_PROXY and HTTPS_PROXY, with user and password in the URL where the proxy wants them, and NO_PROXY.',
    };
  }
  // undici leaves the code out of some of them.
  if (code.startsWith('HPE_') || (cause instanceof Error && cause.name === 'HTTPParserError'))
    return {
      reason: 'what answers there does not speak HTTP',
      hint: 'Check scheme, host and port of the server URL.',
    };
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return {
      reason: 'what answers there does not speak TLS',
      hint: 'Check whether the API is at http:// instead.',
    };
  return { reason: messageOf(cause) };
}
