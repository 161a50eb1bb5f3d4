import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';
import { isIPv4, isIPv6 } from 'node:net';
import { messageOf, OpenApiMcpError } from '../../errors.ts';
import { isNetworkError } from '../../http/connection-failure.ts';
import { requiresToken } from '../../access/access-options.ts';
import type { HttpOptions } from './http-options.ts';

/** The address to listen on, checked. */
export interface Address {
  port: number;
  /** IPv6 without brackets. */
  host: string;
  /** True if other machines can reach the address. */
  isOpen: boolean;
}

/**
 * Checks the address and adds the defaults.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkAddress({
  port = 3000,
  host = '127.0.0.1',
  allowUnauthenticated,
  ...access
}: HttpOptions): Address {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new OpenApiMcpError('OPTION_INVALID', `${port} is not a port`, {
      hint: 'Give a number from 0 to 65535; 0 takes a free port.',
    });
  }
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const isOpen = !isLoopback(bare);
  if (isOpen && !requiresToken(access) && allowUnauthenticated !== true) {
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `Listening on ${host} would let other machines connect without authentication`,
      {
        hint: 'Use 127.0.0.1, ::1 or localhost. Other addresses need authentication: --auth-token-file, --auth-jwt, --auth-introspection or --auth-provider; --allow-unauthenticated accepts all callers.',
      },
    );
  }
  return { port, host: bare, isOpen };
}

/** Returns true for 127.0.0.0/8 (RFC 5735 §3), ::1 (RFC 4291 §2.5.3) and localhost (RFC 6761 §6.3). */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** Returns true if only this machine reaches the server: no proxy in front of it has a name of its own. */
export function isLocalAlone({ isOpen }: Address, { publicUrl, allowedHosts = [] }: HttpOptions): boolean {
  return !isOpen && publicUrl === undefined && allowedHosts.length === 0;
}

/** Returns a host as URLs write it. */
export function asHostname(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** An address on which a server accepts connections. */
export interface Listener {
  origin: string;
  port: number;
  /** Accepts no further connections, and resolves when all are closed. */
  stop(): Promise<void>;
}

/** Lets a server accept connections. */
export type Listen = (server: HttpServer, address: Address) => Promise<Listener>;

/** The options that choose an address, for hints. */
interface AddressOptions {
  host: string;
  port: string;
}

/** Returns the hint for an address that cannot be listened on. The catalogue's is for a port in use. */
function addressHint(cause: unknown, { host, port }: AddressOptions): string | undefined {
  if (isNetworkError(cause, 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'))
    return `Give ${host} an address of this machine: 0.0.0.0 or :: are all of them.`;
  if (isNetworkError(cause, 'EACCES'))
    return `Choose a port from 1024 on with ${port}: this user may not listen on it.`;
  return port === '--port' ? undefined : `Choose another port with ${port}.`;
}

/**
 * Starts listening and resolves when the port is bound. `options` are those that chose the address.
 *
 * @throws OpenApiMcpError PORT_UNAVAILABLE
 */
export async function listen(
  server: Server,
  { port, host }: Pick<Address, 'port' | 'host'>,
  options: AddressOptions = { host: '--host', port: '--port' },
): Promise<Listener> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new OpenApiMcpError(
      'PORT_UNAVAILABLE',
      `Cannot listen on ${asHostname(host)}:${port}: ${messageOf(cause)}`,
      { cause, hint: addressHint(cause, options) },
    );
  }
  const bound = server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  const stop = async (): Promise<void> => {
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  return { origin: `http://${asHostname(host)}:${boundPort}`, port: boundPort, stop };
}
