import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  ProtocolError,
  Server,
} from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type {
  ClientCapabilities,
  InputRequiredResult,
  ServerContext,
  ServerOptions,
} from '@modelcontextprotocol/server';
import { InputRequired, ProtocolFault } from '../runtime/protocol.ts';
import { joinMessages } from './join-messages.ts';
import { capabilitiesOf, implementationOf } from './server-info.ts';
import {
  argumentsOf,
  canElicit,
  completeReference,
  consentForm,
  consentTimeout,
  getPrompt,
  listPrompts,
  openPageByError,
  requestContext,
} from './request-params.ts';
import type { PageToOpen, Principal, Question, RequestContext } from '../runtime/protocol.ts';
import { defaultShutdownGrace } from './requests-under-way.ts';
import { StdioRequests } from './stdio-requests.ts';
import type { Connection, Sdk, ServedApi, StreamOptions, Streams } from './sdk.ts';

/** `@modelcontextprotocol/server` without HTTP. */
export const sdkV2: Sdk = { connectStreams };

async function connectStreams(
  api: ServedApi,
  streams: Streams,
  { onError: onerror, shutdownGrace = defaultShutdownGrace }: StreamOptions = {},
): Promise<Connection> {
  const transport = new DrainingTransport(streams, shutdownGrace);
  joinMessages(transport, streams.stdout);
  const create = (): Server => {
    const server = buildServerV2(api);
    api.announceTo?.(server);
    return server;
  };
  const connection = serveStdio(create, { transport, ...(onerror !== undefined && { onerror }) });
  transport.requests.watch(transport);
  // The SDK reports the end of the connection only to its own listener, so ours wraps it.
  const closed = new Promise<void>((resolve) => {
    const tearDown = transport.onclose;
    transport.onclose = () => {
      tearDown?.();
      resolve();
    };
  });
  const close = async (grace = shutdownGrace): Promise<void> => {
    await transport.requests.drain(grace);
    await connection.close();
  };
  return { close, closed, [Symbol.asyncDispose]: () => close() };
}

/** A transport that stays open after the end of its input until the requests before it have their responses. */
class DrainingTransport extends StdioServerTransport {
  readonly requests = new StdioRequests();
  readonly #streams: Streams;
  readonly #grace: number;

  constructor(streams: Streams, grace: number) {
    super(streams.stdin, streams.stdout);
    this.#streams = streams;
    this.#grace = grace;
  }

  /** The SDK calls this method at the end of the input and after errors of the output. */
  override async close(): Promise<void> {
    const { stdin, stdout } = this.#streams;
    if (stdin.readableEnded && !stdout.destroyed && stdout.errored === null)
      await this.requests.drain(this.#grace);
    await super.close();
  }
}

/** Returns cache hints: clients are told when lists change, and resources may change at any time. */
function cacheHintsFor({ scopes = [] }: ServedApi): NonNullable<ServerOptions['cacheHints']> {
  const everyone = { ttlMs: 60_000, cacheScope: 'public' } as const;
  const list = scopes.length > 0 ? ({ ttlMs: 60_000, cacheScope: 'private' } as const) : everyone;
  return {
    'server/discover': everyone,
    'tools/list': list,
    'resources/list': list,
    'resources/templates/list': list,
    'prompts/list': everyone,
    'resources/read': { ttlMs: 0, cacheScope: 'private' },
  };
}

/**
 * Creates an MCP server with the v2 SDK.
 *
 * Each HTTP request gets its own server, so its cost must not grow with the API. Therefore it uses the low-level
 * `Server`: `McpServer` compiles the schemas of all tools.
 */
export function buildServerV2(api: ServedApi, principal?: Principal): Server {
  const server = new Server(implementationOf(api), {
    capabilities: capabilitiesOf(api),
    instructions: api.instructions,
    cacheHints: cacheHintsFor(api),
    inputRequired: { roundTimeoutMs: consentTimeout },
  });

  function contextOf({ mcpReq, http }: ServerContext): RequestContext {
    const own = clientCapabilities(mcpReq.envelope);
    const confirm = canElicit(own ?? server.getClientCapabilities()) ? confirmBy(mcpReq) : undefined;
    const header = headersOf(http);
    // Each request of 2026-07-28 has the capabilities of its client.
    const openPage = own === undefined ? openPageByError(header) : own.elicitation?.url && openPageBy(mcpReq);
    return requestContext(mcpReq, mcpReq.notify, { header, principal, confirm, openPage });
  }

  server.setRequestHandler('tools/list', ({ params }) =>
    translateFaults(() => api.handlers.listTools(params?.cursor, principal)),
  );
  server.setRequestHandler('tools/call', ({ params }, context) =>
    orRequestInput(async () => {
      const { name } = params;
      const { handlers } = api;
      const result = await handlers.callTool(name, argumentsOf(params), contextOf(context));
      return server.projectCallToolResult({ ...result }, handlers.outputSchema(name));
    }),
  );
  if (api.handlers.prompts !== undefined) {
    server.setRequestHandler('prompts/list', ({ params }) =>
      translateFaults(() => listPrompts(api.handlers, params?.cursor)),
    );
    server.setRequestHandler('prompts/get', ({ params }) =>
      translateFaults(async () => ({
        ...(await getPrompt(api.handlers, params)),
      })),
    );
  }
  if (api.hasResources || api.handlers.prompts?.completes === true)
    server.setRequestHandler('completion/complete', ({ params }, context) =>
      translateFaults(async () => ({
        completion: { ...(await completeReference(api.handlers, params, contextOf(context))) },
      })),
    );
  if (!api.hasResources) return server;

  server.setRequestHandler('resources/list', ({ params }) =>
    translateFaults(() => api.handlers.listResources(params?.cursor, principal)),
  );
  server.setRequestHandler('resources/templates/list', ({ params }) =>
    translateFaults(() => api.handlers.listResourceTemplates(params?.cursor, principal)),
  );
  server.setRequestHandler('resources/read', ({ params }, context) =>
    orRequestInput(async () => ({ ...(await api.handlers.readResource(params.uri, contextOf(context))) })),
  );
  return server;
}

/**
 * Returns the capabilities of the client, which are part of each request since 2026-07-28. The type of the SDK lacks
 * them.
 */
function clientCapabilities(
  envelope: { [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities } | undefined,
): ClientCapabilities | undefined {
  return envelope?.[CLIENT_CAPABILITIES_META_KEY];
}

/** The name of the question and of its reply. */
const consentKey = 'consent';

/** Asks by returning the question as the result. For clients of the 2025 era the SDK asks, and calls again. */
function confirmBy({ inputResponses, requestState }: ServerContext['mcpReq']): RequestContext['confirm'] {
  return async (question) => {
    const reply = inputResponse(inputResponses, consentKey);
    const state = requestState();
    if (reply.kind !== 'elicit') throw new InputRequired(question);
    return { action: reply.action, state: typeof state === 'string' ? state : '' };
  };
}

/** The name of the page to open and of the reply. */
const pageKey = 'page';

/** Asks for a page to be opened by returning it as the result. The person may still be there when the reply comes. */
function openPageBy({ inputResponses }: ServerContext['mcpReq']): RequestContext['openPage'] {
  return async (page) => {
    const reply = inputResponse(inputResponses, pageKey);
    if (reply.kind !== 'elicit') throw new InputRequired(page);
    return reply.action;
  };
}

/** Returns the result that asks (MCP 2026-07-28, basic/patterns/mrtr). */
function inputRequiredResult(question: Question | PageToOpen): InputRequiredResult {
  if ('url' in question)
    return inputRequired({ inputRequests: { [pageKey]: inputRequired.elicitUrl({ ...question }) } });
  const { message, state } = question;
  const consent = inputRequired.elicit({ mode: 'form', message, requestedSchema: { ...consentForm } });
  return inputRequired({ inputRequests: { [consentKey]: consent }, requestState: state });
}

/** Returns the headers of an HTTP request; requests over streams have none. */
function headersOf(http: ServerContext['http']): RequestContext['header'] {
  const headers = http?.req?.headers;
  return headers === undefined ? undefined : (name) => headers.get(name) ?? undefined;
}

async function orRequestInput<Result>(handle: () => Promise<Result>): Promise<Result | InputRequiredResult> {
  try {
    return await translateFaults(handle);
  } catch (thrown) {
    if (thrown instanceof InputRequired) return inputRequiredResult(thrown.question);
    throw thrown;
  }
}

async function translateFaults<Result>(handle: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await handle();
  } catch (thrown) {
    if (thrown instanceof ProtocolFault) throw new ProtocolError(thrown.code, thrown.message, thrown.data);
    throw thrown;
  }
}
