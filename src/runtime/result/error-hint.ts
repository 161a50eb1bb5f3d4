import { parseHttpDate } from '../../http/http-date.ts';
import { credentialHint, forbiddenHint } from './credential-hint.ts';
import {
  differsBySlash,
  isAtOrigin,
  locationOf,
  loginLocation,
  unfollowedReason,
} from '../response/redirect.ts';
import { fieldMessages } from '../response/field-messages.ts';
import { firstLine, joinLines } from '../../http/field-lines.ts';
import { echo } from '../../json/echo.ts';
import type { FailedCall } from './credential-hint.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** Returns a sentence or a few about how to react to an error response, and what it says about credentials. */
export function errorHint(call: FailedCall): string {
  return [reactionTo(call), ...challengeLines(call)].join('\n');
}

/** Returns the challenge of a response that refuses credentials, which may say why (RFC 6750 §3). */
function challengeLines({ response: { status, headers }, options }: FailedCall): string[] {
  const challenge = status === 401 || status === 403 ? joinLines(headers['www-authenticate']) : '';
  return challenge === '' || options.result?.maskErrors === true
    ? []
    : [`WWW-Authenticate: ${echo(challenge)}`];
}

function reactionTo(call: FailedCall): string {
  const { status } = call.response;
  if (status < 400) return redirectHint(call);
  const wait = retryHint(call.response);
  if (status === 401) return credentialHint(call);
  if (status === 403) return rateLimitHint(call.response) ?? forbiddenHint(call);
  if (status === 404 || status === 410) return notFoundHint(call);
  if (status === 408 || status === 425 || status === 429 || status === 503)
    return wait ?? 'Wait a little, then try again.';
  if (status === 409) return 'The request conflicts with the current state: read it, then decide.';
  if (status === 412 || status === 428) return etagHint(call.response);
  if (status === 407 || status === 511)
    return 'The network between this server and the API requires a sign-in: the operator of this server must correct that.';
  if (status === 421 || status === 426)
    return 'The operator of this server must change how the API is reached: check the server URL (--base-url).';
  if (status === 405 || status === 406 || status === 415 || status === 501 || status === 505)
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
  const slash =
    location !== undefined && differsBySlash(exchange.request, location)
      ? ' The path of the document differs from it by a slash at the end: the operator of this server can correct the document with --overlay.'
      : '';
  const effect = operation.annotations.readOnlyHint ? '' : ` ${effectOf(response)}`;
  return `The redirect${place} was not followed, because ${reason}.${moved}${slash}${effect}`;
}

/** Says whether an API has acted on a call that it redirects (RFC 9110 §15.4). */
function effectOf({ status }: HttpResponse): string {
  if (status === 303)
    return 'The API has acted on the call, and that address has the result: do not repeat it.';
  return status === 307 || status === 308
    ? 'The call took no effect.'
    : 'Check whether the call took effect before trying again.';
}

function repeatHint({ annotations }: OperationDescriptor): string {
  return annotations.idempotentHint
    ? 'It is safe to try again later.'
    : 'Check whether the call took effect before trying again.';
}

function etagHint({ headers }: HttpResponse): string {
  const etag = firstLine(headers['etag']) ?? '';
  return `Read the resource again and pass its current ETag${etag === '' ? '' : ` (${etag})`}.`;
}

/** Reads Retry-After (RFC 9110 §10.2.3), in seconds or as a date, or else the headers of a rate limit. */
function retryHint({ headers }: HttpResponse): string | undefined {
  const value = firstLine(headers['retry-after'])?.trim();
  if (value === undefined) return limitEnd(headers);
  if (/^\d{1,9}$/.test(value)) return inSeconds(Number(value));
  const date = parseHttpDate(value);
  // The clock of the API can be behind; a time that is over says no more than to wait.
  return date === undefined || date <= Date.now() ? undefined : `Try again after ${value}.`;
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
  if (seconds * 1000 <= Date.now()) return undefined;
  return `Try again after ${new Date(seconds * 1000).toUTCString()}.`;
}

function inSeconds(seconds: number): string {
  return `Try again in ${seconds} second${seconds === 1 ? '' : 's'}.`;
}

/**
 * Returns the arguments in the path, which may name something that does not exist. Until a call has succeeded, the
 * server URL may be wrong as well.
 */
function notFoundHint({ operation, args, exchange }: FailedCall): string {
  const isUnproven = !exchange.hasSucceeded;
  const inPath = operation.parameters.filter(
    (parameter) => parameter.in === 'path' && Object.hasOwn(args, parameter.argument),
  );
  const texts = inPath.map(({ argument }) => `${argument} (${JSON.stringify(args[argument])})`);
  const url = 'the server URL (--base-url), since no call has succeeded yet';
  if (texts.length > 0)
    return `Nothing exists at this address: check ${texts.join(' and ')}${isUnproven ? `, or ${url}` : ''}.`;
  if (Object.keys(args).length === 0)
    return `Nothing exists at this address${isUnproven ? `: check ${url}` : ''}.`;
  return `Nothing exists at this address, or the arguments name something that does not exist${isUnproven ? `: check them, or ${url}` : ''}.`;
}
