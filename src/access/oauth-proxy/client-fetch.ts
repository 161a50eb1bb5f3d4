import { OpenApiMcpError } from '../../errors.ts';
import { createFetch } from '../../http/create-fetch.ts';
import { guardedLookup } from '../../http/guarded-lookup.ts';
import { isPrivateAddress } from '../../http/private-address.ts';
import type { Fetch } from '../../http/create-fetch.ts';
import type { AccessOptions } from '../access-options.ts';

/** Milliseconds until a request for the metadata of a client fails. */
const timeout = 5_000;

/**
 * Creates the `fetch` of the metadata documents and keys of clients. Their URLs come from strangers, so private addresses
 * are refused unless the options allow them, and redirects are not followed.
 */
export function clientFetch({ connection = {}, authPrivateClients = false }: AccessOptions): Fetch {
  const refuse = (host: string): OpenApiMcpError | undefined =>
    authPrivateClients
      ? undefined
      : new OpenApiMcpError('REFERENCE_REFUSED', `${host} is a private address`, {
          hint: 'Pass --auth-private-clients if the clients are on a private network.',
        });
  const fetch = createFetch(connection, { timeout, lookup: guardedLookup(refuse) });
  return async (url, init) => {
    const { hostname } = new URL(url);
    const refusal = isPrivateAddress(hostname) ? refuse(hostname) : undefined;
    if (refusal !== undefined) throw refusal;
    return fetch(url, init);
  };
}
