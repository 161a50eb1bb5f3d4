import { truncate } from '../json/truncate.ts';
import type { CallRecord } from '../runtime/protocol.ts';
import type { ObservedExchange } from '../runtime/observed-exchange.ts';

/** A body as the page shows it: text, or bytes of which only the size is known. */
export interface ShownBody {
  /** Absent for bytes. */
  text?: string;
  /** Bytes of the whole body. */
  size: number;
  isTruncated?: true;
}

/** A request to the API and its response, as the page shows them. */
export interface ShownExchange {
  method: string;
  url: string;
  requestHeaders: [name: string, value: string][];
  requestBody?: ShownBody;
  status?: number;
  responseHeaders?: [name: string, value: string][];
  responseBody?: ShownBody;
  duration: number;
}

/** A call in the log. */
export interface CallSummary {
  /** Rises with every call of the server. */
  id: number;
  /** The mark that the page gave the call. */
  mark?: string;
  /** ISO 8601. */
  time: string;
  request: 'tools/call' | 'resources/read';
  /** The name of the tool, or the URI of the resource. */
  target: string;
  method?: string;
  path?: string;
  status?: number;
  /** Milliseconds. */
  duration: number;
  /** Bytes of the response of the API. */
  bytes: number;
  /** The code of the failure. */
  error?: string;
}

/** A call with its exchanges. */
export interface CallEntry extends CallSummary {
  exchanges: ShownExchange[];
}

const maxBodyChars = 65_536;
const maxExchanges = 10;

/** Returns the exchanges of a call with bodies that are small enough for the log. */
export function shownExchanges({ exchanges = [] }: CallRecord): ShownExchange[] {
  return exchanges.slice(-maxExchanges).map(shownExchange);
}

function shownExchange({ request, response, duration }: ObservedExchange): ShownExchange {
  const { method, origin, target, headers, body } = request;
  return {
    method,
    url: origin + target,
    requestHeaders: headers,
    ...(body === undefined ? {} : { requestBody: shownBody(body) }),
    ...(response === undefined
      ? {}
      : {
          status: response.status,
          responseHeaders: Object.entries(response.headers).flatMap(([name, values]) =>
            [values].flat().map((value): [string, string] => [name, value]),
          ),
          responseBody: shownBody(response.body),
        }),
    duration: Math.round(duration * 10) / 10,
  };
}

function shownBody(body: string | Buffer): ShownBody {
  const size = Buffer.byteLength(body);
  const text = typeof body === 'string' ? body : readText(body);
  if (text === undefined) return { size };
  return text.length > maxBodyChars
    ? { text: truncate(text, maxBodyChars), size, isTruncated: true }
    : { text, size };
}

/** Returns the text of a body in UTF-8, or `undefined` for other bytes. */
function readText(body: Buffer): string | undefined {
  // A character is at most four bytes, and a character at the end may be incomplete.
  const start = body.subarray(0, maxBodyChars * 4);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(start, {
      stream: start.length < body.length,
    });
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
