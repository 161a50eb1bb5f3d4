import { isJsonObject } from '../../src/json/narrow.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** The revision of MCP that the page speaks. It needs no session, so each request stands alone. */
export const protocolVersion = '2026-07-28';

const metaPrefix = 'io.modelcontextprotocol/';

/** The methods whose header `Mcp-Name` repeats a parameter (MCP 2026-07-28, basic/transports). */
const namedBy: Record<string, string> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** An error of JSON-RPC, or an HTTP response that carries none. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: Json | undefined;

  constructor(code: number, message: string, data?: Json) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** The server wants a token, or refuses the one it got. */
export class SignInNeeded extends Error {}

export interface CallOptions {
  signal?: AbortSignal;
  /** Finds the call in the log of the server. */
  mark?: string;
  onProgress?: (message: string) => void;
}

/** The secret of this page: a server for many callers keeps its calls under it. */
const pageSecret = crypto.randomUUID();
let markCount = 0;

/** Returns a new mark for a call. */
export function createMark(): string {
  markCount += 1;
  return `${pageSecret}.${markCount}`;
}

/** Sends requests to the MCP endpoint of this server. The token stays in memory. */
export class Connection {
  readonly endpoint = new URL('mcp', location.href.replace(/[?#].*$/, '')).href;
  token: string | undefined;
  #id = 0;

  /**
   * Sends a request and returns its result.
   *
   * @throws RpcError, SignInNeeded
   */
  async request(method: string, params: JsonObject = {}, options: CallOptions = {}): Promise<JsonObject> {
    this.#id += 1;
    const id = this.#id;
    const message = { jsonrpc: '2.0', id, method, params: { ...params, _meta: metaOf(id, options) } };
    const response = await fetch(this.endpoint, {
      method: 'POST',
      body: JSON.stringify(message),
      headers: {
        ...this.#headers(options.mark),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': protocolVersion,
        'mcp-method': method,
        ...nameHeader(method, params),
      },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (response.status === 401 || response.status === 403) throw await refusal(response);
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const reply = isStream ? await lastMessage(response, options) : await readJson(response);
    return resultOf(reply, response.status);
  }

  /**
   * Reads data of the explorer.
   *
   * @throws RpcError, SignInNeeded
   */
  async data(path: string, signal?: AbortSignal): Promise<JsonObject> {
    const response = await fetch(new URL(`explorer/${path}`, this.endpoint), {
      headers: this.#headers(`${pageSecret}.0`),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.status === 401 || response.status === 403) throw await refusal(response);
    const value = await readJson(response);
    if (!response.ok) throw new RpcError(response.status, `The server responded with ${response.status}`);
    return value;
  }

  #headers(mark: string | undefined): Record<string, string> {
    return {
      ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
      ...(mark === undefined ? {} : { 'explorer-mark': mark }),
    };
  }
}

function metaOf(id: number, { onProgress }: CallOptions): JsonObject {
  return {
    [`${metaPrefix}protocolVersion`]: protocolVersion,
    [`${metaPrefix}clientInfo`]: { name: 'openapi-mcp-explorer', version: '1' },
    [`${metaPrefix}clientCapabilities`]: { elicitation: { form: {} } },
    ...(onProgress === undefined ? {} : { progressToken: id }),
  };
}

function nameHeader(method: string, params: JsonObject): Record<string, string> {
  const name = params[namedBy[method] ?? ''];
  if (typeof name !== 'string') return {};
  if (/^[\u0021-\u007e][\u0020-\u007e]*$/.test(name) && !name.endsWith(' ')) return { 'mcp-name': name };
  const bytes = new TextEncoder().encode(name);
  return { 'mcp-name': `=?base64?${btoa(String.fromCharCode(...bytes))}?=` };
}

async function refusal(response: Response): Promise<Error> {
  const { error } = await readJson(response).catch(() => ({ error: undefined }));
  const message = isJsonObject(error)
    ? String(error['message'])
    : `The server responded with ${response.status}`;
  return response.status === 401 ? new SignInNeeded(message) : new RpcError(403, message);
}

async function readJson(response: Response): Promise<JsonObject> {
  const text = await response.text();
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // The error below names the status.
  }
  throw new RpcError(response.status, `The server responded with ${response.status}: ${text.slice(0, 200)}`);
}

/** Reads a stream of server-sent events up to the response, and reports progress on the way. */
async function lastMessage(response: Response, { onProgress }: CallOptions): Promise<JsonObject> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
    buffer += value ?? '';
    const events = buffer.split(/\r?\n\r?\n/);
    buffer = done ? '' : (events.pop() ?? '');
    for (const event of events) {
      const message = messageOf(event);
      if (message === undefined) continue;
      if ('result' in message || 'error' in message) return message;
      const { params } = message;
      if (message['method'] === 'notifications/progress' && isJsonObject(params))
        onProgress?.(String(params['message'] ?? params['progress'] ?? ''));
    }
    if (done) throw new RpcError(response.status, 'The connection ended before the response');
  }
}

function messageOf(event: string): JsonObject | undefined {
  const data = event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trim())
    .join('\n');
  const value: unknown = data === '' ? undefined : JSON.parse(data);
  return isJsonObject(value) ? value : undefined;
}

function resultOf({ result, error }: JsonObject, status: number): JsonObject {
  if (isJsonObject(error)) throw new RpcError(Number(error['code']), String(error['message']), error['data']);
  if (isJsonObject(result)) return result;
  throw new RpcError(status, `The server responded with ${status}, without a result`);
}
