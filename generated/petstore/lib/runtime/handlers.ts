import { checkOptions } from './check-options.ts';
import { completeVariable } from './resource/complete.ts';
import { nearestName } from './schema/distance.ts';
import { createExtras } from './extras.ts';
import { createPager } from './page.ts';
import { ProtocolFault } from './protocol.ts';
import { createResourceMatcher } from './resource/resource.ts';
import type { Answering } from './answering.ts';
import { defaultMaxResultChars } from './result/limits.ts';
import type { RuntimeOptions } from './options.ts';
import type { CallResult, Handlers, RequestContext, Resource, ResourceTemplate, Tool } from './protocol.ts';
import type { ApiDescriptor, JsonObject, OperationDescriptor, ResourceDescriptor } from './types.ts';

/** Invalid params (JSON-RPC 2.0 §5.1); also an unknown tool or resource. */
const invalidParams = -32602;

/**
 * Answers MCP requests from a descriptor, and from nothing else.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function createHandlers(api: ApiDescriptor, options: RuntimeOptions = {}): Handlers {
  checkOptions(api, options);
  const byName = new Map(api.operations.map((operation) => [operation.name, operation]));
  const addressed =
    options.resources === 'off' ? [] : api.operations.filter(({ resource }) => resource !== undefined);
  const match = createResourceMatcher(addressed);
  const extras = createExtras(options.tools ?? [], options.prompts ?? []);

  let answering: Promise<Answering> | undefined;

  /** What answering calls takes is loaded at the first: a server that only lists starts without it. */
  function loadAnswering(): Promise<Answering> {
    answering ??= import('./answering.ts').then(({ createAnswering }) =>
      createAnswering(api, options, match),
    );
    return answering;
  }

  async function callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> {
    const extra = extras.callTool(name, args, context);
    if (extra !== undefined) return extra;
    const operation = byName.get(name);
    if (operation === undefined) throw unknownTool(name, [...byName.keys()]);
    return (await loadAnswering()).callOperation(operation, args, context);
  }

  return {
    listTools: createPager(
      'tools',
      [...api.operations.map((operation) => toTool(operation, options)), ...extras.tools],
      ({ name }) => name,
    ),
    listResources: createPager('resources', addressed.flatMap(toResource), ({ uri }) => uri),
    listResourceTemplates: createPager(
      'resourceTemplates',
      addressed.flatMap(toTemplate),
      ({ uriTemplate }) => uriTemplate,
    ),
    callTool,
    readResource: async (uri, context) => (await loadAnswering()).readResource(uri, context),
    complete(uriTemplate, variable, value) {
      const operation = addressed.find(({ resource }) => resource?.uri === uriTemplate);
      if (operation === undefined) throw new ProtocolFault(invalidParams, `Unknown template: ${uriTemplate}`);
      return completeVariable(operation, variable, value);
    },
    ...(extras.prompts === undefined ? {} : { prompts: extras.prompts }),
    outputSchema: (name) => byName.get(name)?.outputSchema,
    close: async () => (await answering)?.close(),
  };
}

/** Claude Code cuts results above its own limit, unless a tool says that its results are larger, and takes up to this. */
const largestAnnounced = 500_000;

function announcedSize({ maxResultChars = defaultMaxResultChars }: RuntimeOptions): Pick<Tool, '_meta'> {
  if (maxResultChars <= defaultMaxResultChars) return {};
  return { _meta: { 'anthropic/maxResultSizeChars': Math.min(maxResultChars, largestAnnounced) } };
}

function toTool(operation: OperationDescriptor, options: RuntimeOptions): Tool {
  const { name, title, description, inputSchema, outputSchema, annotations } = operation;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    inputSchema: { ...inputSchema, type: 'object' },
    ...(outputSchema === undefined ? {} : { outputSchema }),
    annotations,
    ...announcedSize(options),
  };
}

function described(operation: OperationDescriptor, resource: ResourceDescriptor): Omit<Resource, 'uri'> {
  return {
    name: operation.name,
    ...(operation.title === undefined ? {} : { title: operation.title }),
    ...(operation.description === undefined ? {} : { description: operation.description }),
    ...(resource.mimeType === undefined ? {} : { mimeType: resource.mimeType }),
  };
}

function toResource(operation: OperationDescriptor): Resource[] {
  const { resource } = operation;
  return resource?.kind === 'resource' ? [{ uri: resource.uri, ...described(operation, resource) }] : [];
}

function toTemplate(operation: OperationDescriptor): ResourceTemplate[] {
  const { resource } = operation;
  return resource?.kind === 'template'
    ? [{ uriTemplate: resource.uri, ...described(operation, resource) }]
    : [];
}

function unknownTool(name: string, known: string[]): ProtocolFault {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return new ProtocolFault(invalidParams, `Unknown tool: ${name}${hint}`);
}
