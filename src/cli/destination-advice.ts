import { isPrivateAddress } from '../http/private-address.ts';
import { isRelative } from '../runtime/request/base-url.ts';
import type { ApiDescriptor, ServerDescriptor } from '../index.ts';

/** The end of a path that belongs to a document and not to its API, as `/v3/api-docs` and `/swagger/v1/swagger.json` do. */
const documentPart =
  /\/(?:(?:v\d+\/)?api-docs|swagger|openapi|docs?|documentation|schemas?|redoc|scalar|specs?|\.well-known)(?:[./_-][^]*)?$/i;

/** Returns the path that an API probably has in common with its document, without a slash at its end. */
export function documentPrefix(location: string): string {
  const { pathname } = new URL(location);
  const shortened = pathname.replace(documentPart, '');
  return shortened === pathname ? pathname.replace(/\/[^/]*$/, '') : shortened;
}

/** Returns advice about the base URL of calls, or `undefined` if nothing is remarkable about it. */
export function destinationAdvice(
  { location, operations }: Pick<ApiDescriptor, 'location' | 'operations'>,
  server: ServerDescriptor,
  url: string,
): string | undefined {
  if (location === undefined) return undefined;
  const document = new URL(location);
  const target = new URL(url);
  if (isLocal(document.hostname) && !isLocal(target.hostname) && !isRelative(server.url))
    return `The document was read from ${document.host}, but its server is ${target.host}: pass --base-url ${document.origin} if this machine has the API.`;
  // A document without servers is described with `/`.
  if (server.url !== '/' && server.url !== '') return undefined;
  const prefix = documentPrefix(location);
  const isBelow = prefix !== '' && !operations.some(({ path }) => path.startsWith(`${prefix}/`));
  return isBelow
    ? `The document names no path of the API: pass --base-url ${document.origin}${prefix} if the API lies where its document does.`
    : 'The document names no server: pass --base-url if the API lies elsewhere.';
}

/** Returns true for a host of this machine or of a private network. */
function isLocal(host: string): boolean {
  return /^(?:localhost|.*\.(?:localhost|local|internal))$/i.test(host) || isPrivateAddress(host);
}
