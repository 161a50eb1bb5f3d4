import { OpenApiMcpError, messageOf } from '../errors.ts';
import type { HttpRequest } from './request.ts';
import type { Agent } from 'undici';

/** What the API answered. */
export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** Sends requests over kept-alive connections, a pool for each origin. */
export interface Sender {
  /** @throws OpenApiMcpError UPSTREAM_TIMEOUT, UPSTREAM_UNREACHABLE, UPSTREAM_TOO_LARGE, CALL_CANCELLED */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** undici is loaded at the first call. */
export function createSender({ timeout, maxBytes }: { timeout: number; maxBytes: number }): Sender {
  let agent: Promise<Agent> | undefined;

  async function send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
    agent ??= import('undici').then((undici) => new undici.Agent({ headersTimeout: 0, bodyTimeout: 0 }));
    const limit = timeLimit(timeout, signal);
    try {
      const dispatcher = await agent;
      const response = await dispatcher.request({
        origin: request.origin,
        path: request.target,
        method: request.method as 'GET',
        headers: request.headers.flat(),
        body: request.body ?? null,
        signal: limit.signal,
      });
      const body = await readBody(response.body, maxBytes);
      return { status: response.statusCode, headers: definedHeaders(response.headers), body };
    } catch (cause) {
      throw explainFailure(cause, request, timeout, signal);
    } finally {
      limit.clear();
    }
  }

  return {
    send,
    async close() {
      await (await agent)?.destroy();
    },
  };
}

/** One signal for the client's cancellation and the time-out, which leaves no timer behind. */
function timeLimit(timeout: number, signal: AbortSignal | undefined): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, timeout);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

async function readBody(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop destroys the stream, and so the connection.
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes)
      throw new OpenApiMcpError('UPSTREAM_TOO_LARGE', `the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function definedHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );
}

/** The origin is named, never the target: it can hold credentials. */
function explainFailure(
  cause: unknown,
  { origin }: HttpRequest,
  timeout: number,
  signal: AbortSignal | undefined,
): OpenApiMcpError {
  if (cause instanceof OpenApiMcpError) return cause;
  if (signal?.aborted === true)
    return new OpenApiMcpError('CALL_CANCELLED', 'the call was cancelled', { cause });
  if (cause instanceof Error && cause.name === 'AbortError')
    return new OpenApiMcpError('UPSTREAM_TIMEOUT', `${origin} gave no complete answer within ${timeout} ms`, {
      cause,
    });
  return new OpenApiMcpError('UPSTREAM_UNREACHABLE', `${origin}: ${reasonOf(cause)}`, { cause });
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'host unreachable',
  ETIMEDOUT: 'connecting timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connecting timed out',
  UND_ERR_SOCKET: 'the connection closed before the answer was complete',
};

function reasonOf(cause: unknown): string {
  const first = cause instanceof AggregateError ? (cause.errors as unknown[])[0] : cause;
  const code = typeof first === 'object' && first !== null && 'code' in first ? String(first.code) : '';
  return reasons[code] ?? messageOf(first);
}
