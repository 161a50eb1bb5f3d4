import { promises } from 'node:dns';
import { OpenApiMcpError } from '../errors.ts';
import { isPrivateAddress } from '../http/private-address.ts';

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
