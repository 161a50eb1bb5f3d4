import { isOpenApiMcpError, OpenApiMcpError } from '../../errors.ts';
import { parseRetryAfter } from '../../http/http-date.ts';
import { idempotentMethods } from '../../http/method.ts';
import { isConnectFailure, isTransientFailure } from '../../http/transient-failure.ts';
import { timeLeft, waitFor } from './upstream-call.ts';
import { firstLine } from '../../http/field-lines.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { SendCall, UpstreamCall } from './upstream-call.ts';

/** Statuses of failures that may pass (RFC 9110 §15, RFC 6585 §4). */
const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** Milliseconds before the first retry; each further one waits twice as long, up to the longest. */
const firstDelay = 250;
const longestDelay = 10_000;

/**
 * Sends a call again if it failed and may be repeated, with growing delays. The retry interceptor of undici is not used:
 * it cannot tell by a request whether it may be repeated, resumes bodies by ranges, waits without jitter and goes on
 * waiting after an abort.
 *
 * @param isKeyed true for a request with an idempotency key
 */
export async function sendWithRetries(
  send: SendCall,
  call: UpstreamCall,
  retries: number,
  isKeyed: boolean,
): Promise<HttpResponse> {
  const mayRepeat = isKeyed || idempotentMethods.has(call.request.method);
  for (let attempt = 1; ; attempt++) {
    let response: HttpResponse | undefined;
    let failure: unknown;
    try {
      response = await send(call);
    } catch (error) {
      failure = error;
    }
    const isRetried =
      response === undefined ? isPassing(failure, mayRepeat) : mayRepeat && hasFailed(response);
    const delay = delayBefore(attempt, response);
    if (!isRetried || attempt > retries || delay >= timeLeft(call)) {
      if (response === undefined) throw attempt === 1 ? failure : withAttempts(failure, attempt);
      return attempt === 1 ? response : { ...response, attempts: attempt };
    }
    await waitFor(delay, call);
  }
}

function isPassing(failure: unknown, mayRepeat: boolean): boolean {
  if (!isOpenApiMcpError(failure)) return false;
  return isConnectFailure(failure.cause) || (mayRepeat && isTransientFailure(failure.cause));
}

function hasFailed({ status, ending }: HttpResponse): boolean {
  return passingStatuses.has(status) || ending === 'broken';
}

/** Returns the milliseconds before a retry: those of Retry-After (RFC 9110 §10.2.3), else a random part of a growing delay. */
function delayBefore(attempt: number, response: HttpResponse | undefined): number {
  const longest = Math.min(firstDelay * 2 ** (attempt - 1), longestDelay);
  const backoff = longest * (0.5 + Math.random() / 2);
  const value = firstLine(response?.headers['retry-after'])?.trim() ?? '';
  const asked = parseRetryAfter(value);
  // Callers that were refused together do not return together.
  return asked !== undefined && asked > 0 ? asked + Math.random() * firstDelay : backoff;
}

function withAttempts(failure: unknown, attempts: number): unknown {
  if (!isOpenApiMcpError(failure)) return failure;
  const { code, message, hint, cause } = failure;
  return new OpenApiMcpError(code, `${message} (tried ${attempts} times)`, { cause, hint });
}
