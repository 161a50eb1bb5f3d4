import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

/**
 * Returns a DNS lookup for connections that fails for a host with a private address for which `refusalOf` returns an error.
 * The check is part of the connection, because the address of a name may change between two lookups.
 */
export function guardedLookup(refusalOf: (host: string) => Error | undefined): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const isPrivate = addresses?.some(({ address }) => isPrivateAddress(address)) ?? false;
      const refusal = (isPrivate ? refusalOf(host) : undefined) ?? null;
      const [first] = addresses ?? [];
      if (error !== null || refusal !== null || first === undefined) callback(error ?? refusal, []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
