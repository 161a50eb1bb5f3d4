import { lookup, promises } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { OpenApiMcpError } from '../errors.ts';
import { isPrivateAddress } from '../http/private-address.ts';

/**
 * Returns a DNS lookup for connections that fails for a host with a private address, unless `onPrivate` returns true. The
 * check is part of the connection, because the address of a name may change between two lookups.
 */
export function guardedLookup(onPrivate: (host: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const isPrivate = addresses?.some(({ address }) => isPrivateAddress(address)) ?? false;
      const refusal = isPrivate && !onPrivate(host) ? privateAddressError(host) : null;
      const [first] = addresses ?? [];
      if (error !== null || refusal !== null || first === undefined) callback(error ?? refusal, []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Throws if a name has a private address. An unknown name passes: the proxy may know it. */
export async function checkHostName(host: string): Promise<void> {
  const addresses = await promises.lookup(host, { all: true }).catch(() => []);
  if (addresses.some(({ address }) => isPrivateAddress(address))) throw privateAddressError(host);
}

/** Returns the error for a host with a private address. */
export function privateAddressError(host: string): OpenApiMcpError {
  const message = `${host} is a loopback, private or link-local address.`;
  const hint = 'Pass --allow-private-refs if you trust the document.';
  return new OpenApiMcpError('REFERENCE_REFUSED', message, { hint });
}
