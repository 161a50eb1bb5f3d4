import type { IncomingMessage } from 'node:http';

/**
 * Why a request is not let in: its Host or Origin names another place, as in DNS rebinding (MCP 2025-11-25,
 * basic/transports, security warning). Clients that are no browsers send no Origin.
 */
export function foreignHeader({ headers }: IncomingMessage, hostnames: string[]): string | undefined {
  const { host, origin } = headers;
  if (host === undefined || host === '') return 'Missing Host header';
  if (!hostnames.includes(hostnameOf(`http://${host}`))) return `Invalid Host: ${host}`;
  if (origin !== undefined && origin !== '' && !hostnames.includes(hostnameOf(origin)))
    return `Invalid Origin: ${origin}`;
  return undefined;
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
