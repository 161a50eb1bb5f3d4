/** Codes of failures to connect, before a byte of the request was sent. */
const beforeRequest = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Codes of failures that may have come after the request was sent. */
const afterRequest = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
]);

/** Returns true for a failure to connect: the server cannot have received the request. */
export function isConnectFailure(error: unknown): boolean {
  if (error instanceof AggregateError) return (error.errors as unknown[]).every(isConnectFailure);
  const code = codeOf(error);
  if (beforeRequest.has(code)) return true;
  // A TLS handshake that the server ended names the local address, other resets do not.
  if (code === 'ECONNRESET') return error instanceof Error && 'localAddress' in error && 'host' in error;
  return code === 'ETIMEDOUT' && error instanceof Error && 'syscall' in error && error.syscall === 'connect';
}

/** Returns true for a failure that may not come again: to connect, or of an established connection. */
export function isTransientFailure(error: unknown): boolean {
  return isConnectFailure(error) || afterRequest.has(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
