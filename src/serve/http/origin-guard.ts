import type { IncomingMessage } from 'node:http';
import { OpenApiMcpError } from '../../errors.ts';
import { asHostname } from './address.ts';
import { normalizeOrigin } from './cors.ts';
import type { HttpOptions } from './http-options.ts';
import type { Address } from './address.ts';

/** The hosts and origins that requests may name. */
export interface OriginGuard {
  /** Hostnames in the Host header, as URLs write them. */
  hostnames: string[];
  /** Hostnames in the Origin header, with any scheme and port. */
  originHostnames: string[];
  /** Origins in the Origin header. */
  origins: string[];
  /** True if pages of this server may send requests, which the explorer does. */
  allowsOwn: boolean;
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Returns the hosts and origins that requests may name: this machine, the address of the server, and the allowed
 * ones. Pages of this machine may send requests only if no other machine can.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function createOriginGuard(
  { host, isOpen }: Address,
  { allowedHosts = [], allowedOrigins = [], publicUrl }: HttpOptions,
  allowsOwn = false,
): OriginGuard {
  const own = [...loopbackHosts, asHostname(host)];
  const added = [...allowedHosts, ...(publicUrl === undefined ? [] : [new URL(publicUrl).host])];
  return {
    hostnames: [...new Set([...own, ...added.map(checkedHost)])],
    originHostnames: isOpen ? [] : own,
    origins: [
      ...allowedOrigins.map(checkedOrigin),
      ...(allowsOwn && publicUrl !== undefined ? [new URL(publicUrl).origin] : []),
    ],
    allowsOwn,
  };
}

function checkedHost(text: string): string {
  const hostname = hostnameOf(`http://${text}`);
  if (hostname !== '' && /^[^/?#@\s]+$/.test(text)) return hostname;
  throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(text)} is not a host`, {
    hint: 'Write --allowed-host mcp.example.com; without a port.',
  });
}

function checkedOrigin(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*\s]+$/i.test(text)) return normalizeOrigin(text);
  throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(text)} is not an origin`, {
    hint: 'Write --allowed-origin https://app.example.com: scheme, host and port, no path and no *.',
  });
}

/**
 * Returns the reason to refuse a request whose Host or Origin names another server, as in DNS rebinding (MCP
 * 2025-11-25, basic/transports, security warning). Clients other than browsers send no Origin.
 */
export function findRefusedHeader(
  { headers }: IncomingMessage,
  { hostnames, originHostnames, origins, allowsOwn }: OriginGuard,
): string | undefined {
  const { host, origin } = headers;
  if (host === undefined || host === '') return 'Missing Host header';
  if (!hostnames.includes(hostnameOf(`http://${host}`))) return `Invalid Host: ${host}`;
  if (origin === undefined || origin === '') return undefined;
  const isOwn = allowsOwn && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
  const isKnown =
    isOwn || originHostnames.includes(hostnameOf(origin)) || origins.includes(normalizeOrigin(origin));
  return isKnown ? undefined : `Invalid Origin: ${origin}`;
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
