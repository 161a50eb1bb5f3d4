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
import { capabilitiesOf, implementationOf } from './server-info.ts';
import { toObjectRootResult, toObjectRootTool } from './object-root.ts';
import {
  argumentsOf,
  canElicit,
  completeReference,
  consentForm,
  consentTimeout,
  requestContext,
} from './request-params.ts';
import type { Principal, RequestContext } from '../runtime/protocol.ts';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Connection, HttpHandler, OnError, HttpSdk, ServedApi, Streams } from './sdk.ts';

/** `@modelcontextprotocol/sdk`, for repositories that are on it; it speaks the revisions of 2025. */
export const sdkV1: HttpSdk = { connectStreams, createHttpHandler };

async function connectStreams(
  api: ServedApi,
  { stdin, stdout }: Streams,
  onError?: OnError,
): Promise<Connection> {
  const server = buildServerV1(api);
  if (onError !== undefined) server.onerror = onError;
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  const transport = new StdioServerTransport(stdin, stdout);
  // This transport does not see its client leave.
  stdin.once('end', () => void server.close());
  await server.connect(transport);
  const close = (): Promise<void> => server.close();
  return { close, closed, [Symbol.asyncDispose]: close };
}

/** One server and one transport for each request: the SDK's stateless mode takes no second one. */
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
      // v1's own transport does not fit v1's interface under exactOptionalPropertyTypes.
      await server.connect(transport as Transport);
      await transport.handleRequest(request, response, body);
    },
    async close() {
      await Promise.all([...open].map((server) => server.close()));
    },
  };
}

/**
 * An MCP server of the v1 SDK.
 *
 * A `ProtocolFault` passes through as it is: the SDK takes code, message and data from what was
 * thrown, and its own `McpError` would write the code into the message.
 */
export function buildServerV1(api: ServedApi, principal?: Principal): Server {
  const { handlers } = api;
  const server = new Server(implementationOf(api), {
    capabilities: capabilitiesOf(api),
    instructions: api.instructions,
  });

  function contextOf(extra: Extra): RequestContext {
    const confirm = canElicit(server.getClientCapabilities()) ? confirmOver(server, extra) : undefined;
    const header = headersOf(extra.requestInfo);
    return requestContext(extra, extra.sendNotification, { header, principal, confirm });
  }

  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const { tools, ...page } = handlers.listTools(params?.cursor, principal);
    return { ...page, tools: tools.map(toObjectRootTool) };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const { name } = params;
    const result = await handlers.callTool(name, argumentsOf(params), contextOf(extra));
    return toObjectRootResult(result, handlers.outputSchema(name));
  });
  const { prompts } = handlers;
  if (prompts !== undefined) {
    server.setRequestHandler(ListPromptsRequestSchema, ({ params }) => prompts.list(params?.cursor));
    server.setRequestHandler(GetPromptRequestSchema, async ({ params }) => ({
      ...(await prompts.get(params.name, params.arguments)),
    }));
  }
  if (!api.hasResources) return server;

  server.setRequestHandler(ListResourcesRequestSchema, ({ params }) =>
    handlers.listResources(params?.cursor, principal),
  );
  server.setRequestHandler(ListResourceTemplatesRequestSchema, ({ params }) =>
    handlers.listResourceTemplates(params?.cursor, principal),
  );
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }, extra) =>
    handlers.readResource(params.uri, contextOf(extra)),
  );
  server.setRequestHandler(CompleteRequestSchema, ({ params }) => ({
    completion: completeReference(handlers, params, principal),
  }));
  return server;
}

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Asks while the call waits. */
function confirmOver(server: Server, { signal, requestId }: Extra): RequestContext['confirm'] {
  return async ({ message, state }) => {
    const { action } = await server.elicitInput(
      { message, requestedSchema: { ...consentForm } },
      { signal, timeout: consentTimeout, relatedRequestId: requestId },
    );
    return { action, state };
  };
}

/** Over streams there are none. */
function headersOf(request: RequestInfo | undefined): RequestContext['header'] {
  if (request === undefined) return undefined;
  // Names come in lower case; only those that Node.js keeps apart are lists.
  return (name) => [request.headers[name.toLowerCase()] ?? []].flat()[0];
}
