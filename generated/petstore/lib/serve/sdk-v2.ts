import { createMcpHandler, ProtocolError, Server } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { IncomingMessage } from 'node:http';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import type { ServerContext, ServerOptions } from '@modelcontextprotocol/server';
import { ProtocolFault } from '../runtime/protocol.ts';
import { capabilitiesOf, implementationOf } from './identity.ts';
import { argumentsOf, completeReference, requestContext } from './params.ts';
import type { RequestContext } from '../runtime/protocol.ts';
import type { Connection, HttpHandler, OnError, Sdk, ServedApi, Streams } from './types.ts';

/** `@modelcontextprotocol/server`, which speaks 2026-07-28 and the revisions of 2025. */
export const sdkV2: Sdk = { connectStreams, createHttpHandler };

async function connectStreams(
  api: ServedApi,
  { stdin, stdout }: Streams,
  onerror?: OnError,
): Promise<Connection> {
  const transport = new StdioServerTransport(stdin, stdout);
  const connection = serveStdio(() => buildServerV2(api), {
    transport,
    ...(onerror !== undefined && { onerror }),
  });
  // The SDK says that the wire has closed to its own listener only, so ours wraps it.
  const closed = new Promise<void>((resolve) => {
    const tearDown = transport.onclose;
    transport.onclose = () => {
      tearDown?.();
      resolve();
    };
  });
  return { close: () => connection.close(), closed };
}

function createHttpHandler(api: ServedApi, onerror?: OnError): HttpHandler {
  const reporting = onerror === undefined ? {} : { onerror };
  const mcp = createMcpHandler(() => buildServerV2(api), reporting);
  // Standard input and output take nothing of it.
  const answering = import('@modelcontextprotocol/node').then(({ toNodeHandler }) =>
    toNodeHandler(mcp, reporting),
  );
  return {
    // The two types of request differ only in whether optional properties may be `undefined`.
    handle: async (request, response, body) =>
      (await answering)(request as IncomingMessage & NodeIncomingMessageLike, response, body),
    close: () => mcp.close(),
  };
}

/** Lists stay as they are while the process lives and are the same for everyone; what is read may change at any time. */
const fixed = { ttlMs: 60_000, cacheScope: 'public' } as const;
const cacheHints: NonNullable<ServerOptions['cacheHints']> = {
  'server/discover': fixed,
  'tools/list': fixed,
  'resources/list': fixed,
  'resources/templates/list': fixed,
  'prompts/list': fixed,
  'resources/read': { ttlMs: 0, cacheScope: 'private' },
};

/**
 * An MCP server of the v2 SDK.
 *
 * It is made anew for each HTTP request, so it must cost nothing that grows with the API. That is
 * why it is the low-level `Server`: `McpServer` compiles the schemas of every tool it is given.
 */
export function buildServerV2(api: ServedApi): Server {
  const { handlers } = api;
  const server = new Server(implementationOf(api), {
    capabilities: capabilitiesOf(api),
    instructions: api.instructions,
    cacheHints,
  });

  server.setRequestHandler('tools/list', ({ params }) =>
    translateFaults(() => handlers.listTools(params?.cursor)),
  );
  server.setRequestHandler('tools/call', ({ params }, { mcpReq, http }) =>
    translateFaults(async () => {
      const { name } = params;
      const result = await handlers.callTool(
        name,
        argumentsOf(params),
        requestContext(mcpReq, mcpReq.notify, headersOf(http)),
      );
      return server.projectCallToolResult({ ...result }, handlers.outputSchema(name));
    }),
  );
  const { prompts } = handlers;
  if (prompts !== undefined) {
    server.setRequestHandler('prompts/list', ({ params }) =>
      translateFaults(() => prompts.list(params?.cursor)),
    );
    server.setRequestHandler('prompts/get', ({ params }) =>
      translateFaults(async () => ({ ...(await prompts.get(params.name, params.arguments)) })),
    );
  }
  if (!api.hasResources) return server;

  server.setRequestHandler('resources/list', ({ params }) =>
    translateFaults(() => handlers.listResources(params?.cursor)),
  );
  server.setRequestHandler('resources/templates/list', ({ params }) =>
    translateFaults(() => handlers.listResourceTemplates(params?.cursor)),
  );
  server.setRequestHandler('resources/read', ({ params }, { mcpReq, http }) =>
    translateFaults(async () => ({
      ...(await handlers.readResource(params.uri, requestContext(mcpReq, mcpReq.notify, headersOf(http)))),
    })),
  );
  server.setRequestHandler('completion/complete', ({ params }) =>
    translateFaults(() => ({ completion: { ...completeReference(handlers, params) } })),
  );
  return server;
}

/** Over streams there are none. */
function headersOf(http: ServerContext['http']): RequestContext['header'] {
  const headers = http?.req?.headers;
  return headers === undefined ? undefined : (name) => headers.get(name) ?? undefined;
}

async function translateFaults<Result>(answer: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await answer();
  } catch (thrown) {
    if (thrown instanceof ProtocolFault) throw new ProtocolError(thrown.code, thrown.message, thrown.data);
    throw thrown;
  }
}
