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
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const { name } = params;
    const result = await handlers.callTool(name, argumentsOf(params), { signal });
    return toObjectRootResult(result, handlers.outputSchema(name));
  });
  if (!api.hasResources) return server;

  server.setRequestHandler(ListResourcesRequestSchema, ({ params }) =>
    handlers.listResources(params?.cursor),
  );
  server.setRequestHandler(ListResourceTemplatesRequestSchema, ({ params }) =>
    handlers.listResourceTemplates(params?.cursor),
  );
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }, { signal }) =>
    handlers.readResource(params.uri, { signal }),
  );
  server.setRequestHandler(CompleteRequestSchema, ({ params }) => ({
    completion: completeReference(handlers, params),
  }));
  return server;
}
