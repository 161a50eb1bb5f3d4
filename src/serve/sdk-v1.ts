import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { RequestInfo, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { joinMessages } from './join-messages.ts';
import { capabilitiesOf, implementationOf } from './server-info.ts';
import { toObjectRootResult, toObjectRootTool } from './object-root.ts';
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
import type { Principal, RequestContext } from '../runtime/protocol.ts';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { HttpHandler, HttpSdk } from './http-sdk.ts';
import { defaultShutdownGrace } from './requests-under-way.ts';
import { StdioRequests } from './stdio-requests.ts';
import { firstLine } from '../http/field-lines.ts';
import type { Connection, OnError, ServedApi, StreamOptions, Streams } from './sdk.ts';

/** `@modelcontextprotocol/sdk`, which supports the revisions of 2025. */
export const sdkV1: HttpSdk = { connectStreams, createHttpHandler };

async function connectStreams(
  api: ServedApi,
  { stdin, stdout }: Streams,
  { onError, shutdownGrace = defaultShutdownGrace }: StreamOptions = {},
): Promise<Connection> {
  const server = buildServerV1(api);
  api.announceTo?.(server);
  if (onError !== undefined) server.onerror = onError;
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  const transport = new StdioServerTransport(stdin, stdout);
  joinMessages(transport, stdout);
  const requests = new StdioRequests();
  const close = async (grace = shutdownGrace): Promise<void> => {
    await requests.drain(grace);
    await server.close();
  };
  // This transport does not notice that its client disconnects.
  stdin.once('end', () => void close());
  const connecting = server.connect(transport);
  requests.watch(transport);
  await connecting;
  return { close, closed, [Symbol.asyncDispose]: () => close() };
}

/**
 * Creates a server and a transport for each request, since the stateless mode of the SDK allows no second request.
 */
function createHttpHandler(api: ServedApi, onError?: OnError): HttpHandler {
  const open = new Set<Server>();
  return {
    async handle(request, response, body, principal) {
      const server = buildServerV1(api, principal);
      if (onError !== undefined) server.onerror = onError;
      open.add(server);
      response.once('close', () => {
        open.delete(server);
        void server.close();
      });
      const transport = new StreamableHTTPServerTransport();
      // The transport of v1 does not match the interface of v1 under exactOptionalPropertyTypes.
      await server.connect(transport as Transport);
      await transport.handleRequest(request, response, body);
    },
    async close() {
      await Promise.all([...open].map((server) => server.close()));
    },
  };
}

/**
 * Creates an MCP server with the v1 SDK.
 *
 * A `ProtocolFault` passes through unchanged: the SDK reads code, message and data from it, and its own `McpError`
 * would add the code to the message.
 */
export function buildServerV1(api: ServedApi, principal?: Principal): Server {
  const server = new Server(implementationOf(api), {
    capabilities: capabilitiesOf(api),
    instructions: api.instructions,
  });

  function contextOf(extra: Extra): RequestContext {
    const confirm = canElicit(server.getClientCapabilities()) ? confirmOver(server, extra) : undefined;
    const header = headersOf(extra.requestInfo);
    const openPage = openPageByError(header);
    return requestContext(extra, extra.sendNotification, { header, principal, confirm, openPage });
  }

  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const { tools, ...page } = api.handlers.listTools(params?.cursor, principal);
    return { ...page, tools: tools.map(toObjectRootTool) };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const { name } = params;
    const { handlers } = api;
    const result = await handlers.callTool(name, argumentsOf(params), contextOf(extra));
    return toObjectRootResult(result, handlers.outputSchema(name));
  });
  if (api.handlers.prompts !== undefined) {
    server.setRequestHandler(ListPromptsRequestSchema, ({ params }) =>
      listPrompts(api.handlers, params?.cursor),
    );
    server.setRequestHandler(GetPromptRequestSchema, async ({ params }) => ({
      ...(await getPrompt(api.handlers, params)),
    }));
  }
  if (api.hasResources || api.handlers.prompts?.completes === true)
    server.setRequestHandler(CompleteRequestSchema, async ({ params }, extra) => ({
      completion: await completeReference(api.handlers, params, contextOf(extra)),
    }));
  if (!api.hasResources) return server;

  server.setRequestHandler(ListResourcesRequestSchema, ({ params }) =>
    api.handlers.listResources(params?.cursor, principal),
  );
  server.setRequestHandler(ListResourceTemplatesRequestSchema, ({ params }) =>
    api.handlers.listResourceTemplates(params?.cursor, principal),
  );
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }, extra) =>
    api.handlers.readResource(params.uri, contextOf(extra)),
  );
  return server;
}

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Asks the person while the call waits. */
function confirmOver(server: Server, { signal, requestId }: Extra): RequestContext['confirm'] {
  return async ({ message, state }) => {
    const { action } = await server.elicitInput(
      { message, requestedSchema: { ...consentForm } },
      { signal, timeout: consentTimeout, relatedRequestId: requestId },
    );
    return { action, state };
  };
}

/** Returns the headers of an HTTP request; requests over streams have none. */
function headersOf(request: RequestInfo | undefined): RequestContext['header'] {
  if (request === undefined) return undefined;
  // Names are in lower case. Headers that Node.js does not join are lists.
  return (name) => firstLine(request.headers[name.toLowerCase()]);
}
