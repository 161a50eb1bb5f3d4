import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { capabilitiesOf, implementationOf } from './identity.ts';
import { toObjectRootResult, toObjectRootTool } from './object-root.ts';
import { argumentsOf, completeReference } from './params.ts';
import type { RequestContext } from '../runtime/protocol.ts';
import type { ServedApi } from './types.ts';

/**
 * An MCP server of the v1 SDK, for repositories that are on it; it speaks the revisions of 2025.
 *
 * A `ProtocolFault` passes through as it is: the SDK takes code, message and data from what was
 * thrown, and its own `McpError` would write the code into the message.
 */
export function buildServerV1(api: ServedApi): Server {
  const { handlers } = api;
  const server = new Server(implementationOf(api), {
    capabilities: capabilitiesOf(api),
    instructions: api.instructions,
  });

  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const { tools, ...page } = handlers.listTools(params?.cursor);
    return { ...page, tools: tools.map(toObjectRootTool) };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const { name } = params;
    const result = await handlers.callTool(name, argumentsOf(params), requestContext(extra));
    return toObjectRootResult(result, handlers.outputSchema(name));
  });
  if (!api.hasResources) return server;

  server.setRequestHandler(ListResourcesRequestSchema, ({ params }) =>
    handlers.listResources(params?.cursor),
  );
  server.setRequestHandler(ListResourceTemplatesRequestSchema, ({ params }) =>
    handlers.listResourceTemplates(params?.cursor),
  );
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }, extra) =>
    handlers.readResource(params.uri, requestContext(extra)),
  );
  server.setRequestHandler(CompleteRequestSchema, ({ params }) => ({
    completion: completeReference(handlers, params),
  }));
  return server;
}

type Extra = Parameters<Parameters<typeof Server.prototype.setRequestHandler>[1]>[1];

/** Progress is sent where the request has a token for it (MCP 2025-11-25, basic/utilities/progress). */
function requestContext({ signal, _meta, sendNotification }: Extra): RequestContext {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return { signal };
  return {
    signal,
    progress: (progress, message) => {
      const params = { progressToken, progress, message };
      // A client that is gone needs no progress.
      sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}
