import { setTimeout as pause } from 'node:timers/promises';
import { OpenApiMcpError } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type { SendOptions } from '../request/send-request.ts';

/** A call on its way to the API, through the layers of resilience. */
export interface UpstreamCall {
  request: HttpRequest;
  options: SendOptions;
  /** The start of the call, as `performance.now()` counts. */
  started: number;
  /** Most milliseconds of the call, with all attempts and waits. */
  timeout: number;
  /** Aborts when the client cancels, and when the server closes. */
  signal: AbortSignal;
}

/** Sends a call, or refuses it. */
export type SendCall = (call: UpstreamCall) => Promise<HttpResponse>;

/** Returns the milliseconds that are left for a call. */
export function timeLeft({ started, timeout }: UpstreamCall): number {
  return started + timeout - performance.now();
}

/**
 * Waits, unless the client cancels the call.
 *
 * @throws OpenApiMcpError CALL_CANCELLED
 */
export async function waitFor(milliseconds: number, { signal }: UpstreamCall): Promise<void> {
  try {
    await pause(milliseconds, undefined, { signal });
  } catch (cause) {
    throw cancelled(cause);
  }
}

/** Returns the error for a call that its client cancelled. */
export function cancelled(cause?: unknown): OpenApiMcpError {
  return new OpenApiMcpError('CALL_CANCELLED', 'the call was cancelled', { cause });
}
