import { createInterface } from 'node:readline';
import { asJsonObject, asString } from '../json/narrow.ts';
import { ProtocolFault } from '../index.ts';
import { version } from '../version.ts';
import type { Readable, Writable } from 'node:stream';
import type { Json, JsonObject } from '../json/value.ts';
import type {
  CallResult,
  Completion,
  Page,
  Prompt,
  PromptResult,
  ReadResult,
  Resource,
  ResourceTemplate,
  Tool,
} from '../index.ts';
import type { ConnectOptions, ProtocolEra } from './client-setup.ts';
import type { ToolSurface } from './print-surface.ts';

/** A client that is connected to a server of this process. Lists contain all pages. */
export interface TestClient extends AsyncDisposable {
  era: ProtocolEra;
  listTools(): Promise<Tool[]>;
  listResources(): Promise<Resource[]>;
  listResourceTemplates(): Promise<ResourceTemplate[]>;
  listPrompts(): Promise<Prompt[]>;
  /** @throws ProtocolFault for an unknown tool */
  callTool(name: string, args?: JsonObject, options?: { signal?: AbortSignal }): Promise<CallResult>;
  /** @throws ProtocolFault */
  readResource(uri: string): Promise<ReadResult>;
  /** @throws ProtocolFault */
  getPrompt(name: string, args?: Record<string, string>): Promise<PromptResult>;
  /** Returns the values of a variable of a resource template that begin with `value`. */
  complete(uriTemplate: string, variable: string, value: string): Promise<Completion>;
  /** Returns everything that a model sees of the server. */
  surface(): Promise<ToolSurface>;
  /**
   * Sends any request of the protocol.
   *
   * @throws ProtocolFault for an error of JSON-RPC
   */
  request(method: string, params?: JsonObject, options?: { signal?: AbortSignal }): Promise<JsonObject>;
  /** Closes the connection, and the server if the client opened it. */
  close(): Promise<void>;
}

/** The streams of a client. */
export interface ClientStreams {
  input: Readable;
  output: Writable;
  close(): Promise<void>;
}

const clientInfo = { name: 'openapi-mcp/testing', version };

/** A request without a response yet. */
interface PendingRequest {
  resolve(result: JsonObject): void;
  reject(error: Error): void;
}

/** Connects a client to streams, by the handshake of its era. */
export async function openTestClient(
  streams: ClientStreams,
  era: ProtocolEra,
  confirm: ConnectOptions['confirm'],
): Promise<TestClient> {
  const { input, output } = streams;
  const pending = new Map<Json, PendingRequest>();
  const capabilities = confirm === undefined ? {} : { elicitation: { form: {} } };
  let lastId = 0;
  createInterface({ input }).on('line', (line) => void receive(asJsonObject(JSON.parse(line)) ?? {}));

  function write(message: JsonObject): void {
    output.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  async function receive({ id = null, method, params, result, error }: JsonObject): Promise<void> {
    if (method === 'elicitation/create') return write({ id, result: await reply(params) });
    if (method !== undefined) return;
    const waiting = pending.get(id);
    pending.delete(id);
    const fault = asJsonObject(error);
    if (fault === undefined) return waiting?.resolve(asJsonObject(result) ?? {});
    waiting?.reject(
      new ProtocolFault(Number(fault['code']), asString(fault['message']) ?? '', asJsonObject(fault['data'])),
    );
  }

  async function reply(params: Json | undefined): Promise<JsonObject> {
    const message = asString(asJsonObject(params)?.['message']) ?? '';
    return { action: (await confirm?.(message)) ?? 'cancel', content: {} };
  }

  function send(method: string, params: JsonObject, signal: AbortSignal | undefined): Promise<JsonObject> {
    signal?.throwIfAborted();
    const id = ++lastId;
    const response = withResolvers();
    pending.set(id, response);
    signal?.addEventListener('abort', () => {
      if (!pending.delete(id)) return;
      write({ method: 'notifications/cancelled', params: { requestId: id } });
      response.reject(
        signal.reason instanceof Error ? signal.reason : new Error('The request was cancelled.'),
      );
    });
    write({ id, method, params });
    return response.promise;
  }

  async function request(
    method: string,
    params: JsonObject = {},
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<JsonObject> {
    if (era === '2025-11-25') return send(method, params, signal);
    const meta = {
      'io.modelcontextprotocol/protocolVersion': era,
      'io.modelcontextprotocol/clientCapabilities': capabilities,
      'io.modelcontextprotocol/clientInfo': clientInfo,
    };
    const asked = { ...params, _meta: { ...asJsonObject(params['_meta']), ...meta } };
    const { resultType, ...result } = await send(method, asked, signal);
    if (resultType !== 'input_required') return result;
    // The question is the result, and the answer comes with the same request once more (MCP 2026-07-28, basic/patterns/mrtr).
    const questions = Object.entries(asJsonObject(result['inputRequests']) ?? {});
    const replies = await Promise.all(
      questions.map(async ([key, question]) => [key, await reply(asJsonObject(question)?.['params'])]),
    );
    const { requestState } = result;
    return request(
      method,
      {
        ...params,
        inputResponses: Object.fromEntries(replies),
        ...(requestState === undefined ? {} : { requestState }),
      },
      signal === undefined ? {} : { signal },
    );
  }

  /** Requests a result whose type the protocol says: the interop tests of this package hold the server to it. */
  async function ask<Result>(method: string, params: JsonObject, options = {}): Promise<Result> {
    const result: unknown = await request(method, params, options);
    return result as Result;
  }

  /** Requests all pages of a list. A server without the capability has an empty list. */
  async function list<Key extends string, Item>(
    method: string,
    key: Key,
    capability: string,
  ): Promise<Item[]> {
    if (offered[capability] === undefined) return [];
    const items: Item[] = [];
    let params: JsonObject | undefined = {};
    while (params !== undefined) {
      const page: Page<Key, Item> = await ask(method, params);
      items.push(...page[key]);
      params = page.nextCursor === undefined ? undefined : { cursor: page.nextCursor };
    }
    return items;
  }

  const hello =
    era === '2025-11-25'
      ? await request('initialize', { protocolVersion: era, capabilities, clientInfo })
      : await request('server/discover');
  if (era === '2025-11-25') write({ method: 'notifications/initialized' });
  const offered = asJsonObject(hello['capabilities']) ?? {};

  async function close(): Promise<void> {
    await streams.close();
    for (const { reject } of pending.values()) reject(new Error('The client was closed.'));
    pending.clear();
  }

  const client: TestClient = {
    era,
    request,
    listTools: () => list('tools/list', 'tools', 'tools'),
    listResources: () => list('resources/list', 'resources', 'resources'),
    listResourceTemplates: () => list('resources/templates/list', 'resourceTemplates', 'resources'),
    listPrompts: () => list('prompts/list', 'prompts', 'prompts'),
    callTool: (name, args = {}, options = {}) => ask('tools/call', { name, arguments: args }, options),
    readResource: (uri) => ask('resources/read', { uri }),
    getPrompt: (name, args = {}) => ask('prompts/get', { name, arguments: args }),
    async complete(uri, name, value) {
      const params = { ref: { type: 'ref/resource', uri }, argument: { name, value } };
      return (await ask<{ completion: Completion }>('completion/complete', params)).completion;
    },
    surface: async () => ({
      instructions: asString(hello['instructions']) ?? '',
      tools: await client.listTools(),
      resources: await client.listResources(),
      resourceTemplates: await client.listResourceTemplates(),
      prompts: await client.listPrompts(),
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
  return client;
}

/** Returns a promise with its functions, which Node.js 20 does not have as `Promise.withResolvers`. */
function withResolvers(): PendingRequest & { promise: Promise<JsonObject> } {
  let functions: PendingRequest = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<JsonObject>((resolve, reject) => {
    functions = { resolve, reject };
  });
  return { promise, ...functions };
}
