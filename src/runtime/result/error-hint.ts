import { headerOf, isSameHeader } from '../security/authorize-request.ts';
import { credentialVariables, waysText } from '../security/credential-variables.ts';
import { isAtOrigin, locationOf, loginLocation, unfollowedReason } from '../response/redirect.ts';
import { fieldMessages } from '../response/field-messages.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { RequestOptions } from '../request/request-options.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { HttpExchange } from '../operation-caller.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject } from '../../json/value.ts';

/** A call whose response is not its result. */
export interface FailedCall {
  api: ApiDescriptor;
  operation: OperationDescriptor;
  args: JsonObject;
  exchange: HttpExchange;
  response: HttpResponse;
  body: ResponseData;
  options: Pick<RuntimeOptions, 'request' | 'result'>;
}

/** Returns a sentence or a few about how to react to an error response. */
export function errorHint(call: FailedCall): string {
  const { status } = call.response;
  if (status < 400) return redirectHint(call);
  const wait = retryHint(call.response);
  if (status === 401) return credentialHint(call);
  if (status === 403)
    return (
      rateLimitHint(call.response) ??
      'The credentials do not allow this; another call or other credentials are needed.'
    );
  if (status === 404 || status === 410) return notFoundHint(call);
  if (status === 408 || status === 425 || status === 429 || status === 503)
    return wait ?? 'Wait a little, then try again.';
  if (status === 409) return 'The request conflicts with the current state: read it, then decide.';
  if (status === 412 || status === 428) return etagHint(call.response);
  if (status === 405 || status === 406 || status === 415 || status === 501)
    return 'The API does not accept this request, although its document describes it; trying again will not help.';
  if (status >= 500) return `${wait ?? 'The API failed.'} ${repeatHint(call.operation)}`;
  const fields = call.options.result?.maskErrors === true ? [] : fieldMessages(call.body);
  return fields.length === 0
    ? 'Correct the arguments and call again.'
    : `Correct these and call again:\n${fields.join('\n')}`;
}

/** Says where an API redirects a call, and what to do. */
function redirectHint(call: FailedCall): string {
  const { exchange, response, options, operation } = call;
  const isMasked = options.result?.maskErrors === true;
  const login = loginLocation(response);
  if (login !== undefined)
    return `The API redirects to its login page${isMasked ? '' : `, ${login}`}. ${credentialHint(call)}`;
  const location = locationOf(response);
  const reason = unfollowedReason(exchange) ?? 'the API offers a choice';
  const place = location === undefined || isMasked ? '' : ` to ${location}`;
  const moved =
    location === undefined || isAtOrigin(exchange.request, location)
      ? ''
      : ' If the API has moved, the operator of this server can set --base-url.';
  const repeat = operation.annotations.readOnlyHint
    ? ''
    : ' Check whether the call took effect before trying again.';
  return `The redirect${place} was not followed, because ${reason}.${moved}${repeat}`;
}

function repeatHint({ annotations }: OperationDescriptor): string {
  return annotations.idempotentHint
    ? 'It is safe to try again later.'
    : 'Check whether the call took effect before trying again.';
}

function etagHint({ headers }: HttpResponse): string {
  const [etag = ''] = [headers['etag'] ?? []].flat();
  return `Read the resource again and pass its current ETag${etag === '' ? '' : ` (${etag})`}.`;
}

/** Reads Retry-After (RFC 9110 §10.2.3), in seconds or as a date, or else the headers of a rate limit. */
function retryHint({ headers }: HttpResponse): string | undefined {
  const value = [headers['retry-after'] ?? []].flat()[0]?.trim();
  if (value === undefined) return limitEnd(headers);
  if (/^\d{1,9}$/.test(value)) return inSeconds(Number(value));
  return Number.isNaN(Date.parse(value)) ? undefined : `Try again after ${value}.`;
}

/** Some APIs respond with 403 above the rate limit. */
function rateLimitHint({ headers }: HttpResponse): string | undefined {
  const remaining = headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining'];
  return remaining === '0'
    ? `The rate limit is used up. ${limitEnd(headers) ?? 'Wait a little.'}`
    : undefined;
}

/** Reads the end of a rate limit: a number of seconds, or seconds since 1970. */
function limitEnd(headers: HttpResponse['headers']): string | undefined {
  const value = headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'];
  if (typeof value !== 'string' || !/^\d{1,10}$/.test(value)) return undefined;
  const seconds = Number(value);
  if (seconds < 1_000_000_000) return inSeconds(seconds);
  return `Try again after ${new Date(seconds * 1000).toUTCString()}.`;
}

function inSeconds(seconds: number): string {
  return `Try again in ${seconds} second${seconds === 1 ? '' : 's'}.`;
}

function credentialHint({ api, operation, exchange, options }: FailedCall): string {
  const alternatives = (operation.security ?? []).map((requirement) => Object.keys(requirement));
  const { schemes } = exchange;
  if (schemes.length > 0)
    return `The API rejected the credentials: the operator of this server must check ${sourcesOf([schemes], api, options.request)}.`;
  if (exchange.unavailable !== undefined)
    return `No credentials were sent, since there are none now: ${exchange.unavailable}`;
  const wanted = alternatives.filter(({ length }) => length > 0);
  const named = wanted.filter((names) => names.every((name) => isSendable(api, name)));
  if (wanted.length > 0 && named.length === 0)
    return `No credentials were sent: the document does not say how ${unsendable(api, wanted)} is sent, so the operator of this server must add what the API requires with --header.`;
  if (named.length === 0)
    return 'The API requires credentials that its document does not describe: the operator of this server can add them with --header.';
  const forwarded = named.flat().flatMap((name) => forwardedHeader(api, name, options.request) ?? []);
  const [header] = forwarded;
  if (
    header !== undefined &&
    named.every((names) => names.some((name) => forwardedHeader(api, name, options.request)))
  )
    return `No credentials were sent: the client must send its own ${header} header, which this server passes on.`;
  return `No credentials were sent: the operator of this server must set ${sourcesOf(named, api, options.request)} in its environment.`;
}

/** Returns true if the document says how the credential of a security scheme is sent. */
function isSendable({ securitySchemes }: ApiDescriptor, name: string): boolean {
  return Object.hasOwn(securitySchemes, name) && securitySchemes[name]?.type !== 'unknown';
}

function unsendable(api: ApiDescriptor, alternatives: string[][]): string {
  return [...new Set(alternatives.flat())].filter((name) => !isSendable(api, name)).join(' or ');
}

/** Returns the sources of credentials for alternatives of security schemes. */
function sourcesOf(
  alternatives: string[][],
  api: ApiDescriptor,
  options: RequestOptions | undefined,
): string {
  const variables = new Map(credentialVariables(api).map((entry) => [entry.scheme, entry]));
  return alternatives
    .map((names) =>
      names
        .map((name) => {
          const header = forwardedHeader(api, name, options);
          const entry = variables.get(name);
          if (header !== undefined) return `the ${header} header of the client`;
          if (entry === undefined) return `a credential for ${name}`;
          const login = entry.canLogin ? [['openapi-mcp login']] : [];
          const text = waysText({ ways: [...entry.ways, ...login] });
          return names.length > 1 && text.includes(', or ') ? `(${text})` : text;
        })
        .join(' and '),
    )
    .join(', or ');
}

function forwardedHeader(
  { securitySchemes }: ApiDescriptor,
  name: string,
  { forwardHeaders = [] }: RequestOptions = {},
): string | undefined {
  const scheme = securitySchemes[name];
  const place = scheme === undefined ? undefined : headerOf(scheme);
  return place === undefined ? undefined : forwardHeaders.find((header) => isSameHeader(header, place));
}

/** Returns the arguments that may name something that does not exist. */
function notFoundHint({ operation, args }: FailedCall): string {
  const given = operation.parameters.filter(({ argument }) => Object.hasOwn(args, argument));
  const inPath = given.filter((parameter) => parameter.in === 'path');
  const texts = (inPath.length > 0 ? inPath : given).map(
    ({ argument }) => `${argument} (${JSON.stringify(args[argument])})`,
  );
  if (texts.length === 0) return 'Nothing exists at this address: the server URL may be wrong (--base-url).';
  return `Nothing exists at this address: check ${texts.join(' and ')}.`;
}
