import { firstLine, lastLine } from '../../http/field-lines.ts';
import type { ResponseDescriptor } from '../../descriptor.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';

/** The parts of an exchange that tell a redirect from a result. */
interface RedirectSource {
  request: Pick<HttpRequest, 'method' | 'origin' | 'target'>;
  response: HttpResponse;
}

const followed = new Set([301, 302, 303, 307, 308]);

/** Returns the `Location` of a response, if it has one. */
export function locationOf({ headers }: Pick<HttpResponse, 'headers'>): string | undefined {
  return firstLine(headers['location']);
}

/**
 * Returns true for a response that is not the result of the call: a status of 400 or above, a redirect that was not
 * followed and that the document does not declare, or a login page that a redirect led to.
 */
export function isErrorResponse(
  { responses }: { responses: Pick<ResponseDescriptor, 'status'>[] },
  { request, response }: RedirectSource,
): boolean {
  const { status } = response;
  if (status >= 400) return true;
  if (status < 300) return endsAtLogin(request, response);
  const isRedirect = followed.has(status) || (status !== 304 && locationOf(response) !== undefined);
  return isRedirect && !responses.some((declared) => [String(status), '3XX'].includes(declared.status));
}

/** Returns true for an HTML page at an address of a login, which the request did not ask for. */
function endsAtLogin({ target }: RedirectSource['request'], { headers, finalTarget }: HttpResponse): boolean {
  if (finalTarget === undefined || !isLogin(finalTarget) || isLogin(target)) return false;
  return /html/i.test(lastLine(headers['content-type']) ?? '');
}

function isLogin(location: string): boolean {
  const [path = ''] = location.split(/[?#]/);
  return /(?:^|[/_.-])(?:log|sign)[_-]?in(?:[/_.-]|$)|\/(?:sso|saml2?|oauth2?|auth)(?:[/_.-]|$)/i.test(path);
}

/** Returns the address of the login that a response redirects or was redirected to. */
export function loginLocation({ headers, status, finalTarget }: HttpResponse): string | undefined {
  const location = status < 300 ? finalTarget : locationOf({ headers });
  return location !== undefined && isLogin(location) ? location : undefined;
}

/** Explains why a redirect was not followed. Returns `undefined` for other responses. */
export function unfollowedReason({ request, response }: RedirectSource): string | undefined {
  if (!followed.has(response.status)) return undefined;
  const location = locationOf(response);
  if (location === undefined) return 'it has no Location';
  if (request.method !== 'GET' && request.method !== 'HEAD') return 'the request is neither GET nor HEAD';
  return isAtOrigin(request, location)
    ? 'too many came before it: they may form a loop'
    : 'it leads to another origin';
}

/** Returns true for an address at the origin of a request. */
export function isAtOrigin({ origin, target }: RedirectSource['request'], location: string): boolean {
  const base = origin + target;
  return URL.canParse(location, base) && new URL(location, base).origin === origin;
}

/** Returns true for an address that has a trailing slash more or less than the path of a request. */
export function differsBySlash(request: RedirectSource['request'], location: string): boolean {
  if (!isAtOrigin(request, location)) return false;
  const base = request.origin + request.target;
  const [sent, wanted] = [new URL(base).pathname, new URL(location, base).pathname];
  return sent !== wanted && sent.replace(/\/$/, '') === wanted.replace(/\/$/, '');
}
