import { ProtocolError, Server } from '@modelcontextprotocol/server';
import type { ServerContext, ServerOptions } from '@modelcontextprotocol/server';
import { ProtocolFault } from '../runtime/protocol.ts';
import { capabilitiesOf, implementationOf } from './identity.ts';
import { argumentsOf, completeReference } from './params.ts';
import type { RequestContext } from '../runtime/protocol.ts';
import type { ServedApi } from './types.ts';

/** Lists stay as they are while the process lives and are the same for everyone; what is read may change at any time. */
const fixed = { ttlMs: 60_000, cacheScope: 'public' } as const;
const cacheHints: NonNullable<ServerOptions['cacheHints']> = {
  'server/discover': fixed,
  'tools/list': fixed,
  'resources/list': fixed,
  'resources/templates/list': fixed,
  'resources/read': { ttlMs: 0, cacheScope: 'private' },
};

/**
 * An MCP server of the v2 SDK, which speaks 2026-07-28 and the revisions of 2025.
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
  server.setRequestHandler('tools/call', ({ params }, { mcpReq }) =>
    translateFaults(async () => {
      const { name } = params;
      const result = await handlers.callTool(name, argumentsOf(params), requestContext(mcpReq));
      return server.projectCallToolResult({ ...result }, handlers.outputSchema(name));
    }),
  );
  if (!api.hasResources) return server;

  server.setRequestHandler('resources/list', ({ params }) =>
    translateFaults(() => handlers.listResources(params?.cursor)),
  );
  server.setRequestHandler('resources/templates/list', ({ params }) =>
    translateFaults(() => handlers.listResourceTemplates(params?.cursor)),
  );
  server.setRequestHandler('resources/read', ({ params }, { mcpReq }) =>
    translateFaults(async () => ({
      ...(await handlers.readResource(params.uri, requestContext(mcpReq))),
    })),
  );
  server.setRequestHandler('completion/complete', ({ params }) =>
    translateFaults(() => ({ completion: { ...completeReference(handlers, params) } })),
  );
  return server;
}

/** Progress is sent where the request has a token for it (MCP 2025-11-25, basic/utilities/progress). */
function requestContext({ signal, _meta, notify }: ServerContext['mcpReq']): RequestContext {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return { signal };
  return {
    signal,
    progress: (progress, message) => {
      const params = { progressToken, progress, message };
      // A client that is gone needs no progress.
      notify({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}

async function translateFaults<Result>(answer: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await answer();
  } catch (thrown) {
    if (thrown instanceof ProtocolFault) throw new ProtocolError(thrown.code, thrown.message, thrown.data);
    throw thrown;
  }
}
