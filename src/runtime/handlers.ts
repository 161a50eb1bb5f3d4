import { isOpenApiMcpError } from '../errors.ts';
import { createCaller } from './call.ts';
import { completeVariable } from './complete.ts';
import { distance } from './explain.ts';
import { takesFilter } from './fit.ts';
import { createPager } from './page.ts';
import { ProtocolFault } from './protocol.ts';
import { createResourceMatcher } from './resource.ts';
import { createResults, toErrorResult } from './result.ts';
import type { RuntimeOptions } from './options.ts';
import type {
  CallResult,
  Handlers,
  ReadResult,
  RequestContext,
  Resource,
  ResourceTemplate,
  Tool,
} from './protocol.ts';
import type { ApiDescriptor, JsonObject, OperationDescriptor, ResourceDescriptor } from './types.ts';

/** Invalid params (JSON-RPC 2.0 §5.1); also an unknown tool or resource. */
const invalidParams = -32602;
const internalError = -32603;

/** Answers MCP requests from a descriptor, and from nothing else. */
export function createHandlers(api: ApiDescriptor, options: RuntimeOptions = {}): Handlers {
  const byName = new Map(api.operations.map((operation) => [operation.name, operation]));
  const addressed =
    options.resources === 'off' ? [] : api.operations.filter(({ resource }) => resource !== undefined);
  const match = createResourceMatcher(addressed);
  const caller = createCaller(api, options);
  const results = createResults(api, options);

  async function callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> {
    const operation = byName.get(name);
    if (operation === undefined) throw unknownTool(name, [...byName.keys()]);
    try {
      // A wrong expression is known before anything is sent.
      const { _filter: expression } = args;
      const hasFilter = typeof expression === 'string' && takesFilter(operation);
      const filter = hasFilter ? await (await import('./filter.ts')).compileFilter(expression) : undefined;
      const exchange = await caller.call(operation, args, context);
      return await results.ofCall({ operation, args, exchange, ...(filter === undefined ? {} : { filter }) });
    } catch (error) {
      if (isOpenApiMcpError(error)) return toErrorResult(error, options);
      throw error;
    }
  }

  async function readResource(uri: string, context?: RequestContext): Promise<ReadResult> {
    const keptAnswer = results.ofKept(uri);
    if (keptAnswer !== undefined) return keptAnswer;
    const { operation, args: given } = match(uri);
    const args = withoutEmpty(operation, given);
    const exchange = await caller.call(operation, args, context).catch((error: unknown) => {
      if (!isOpenApiMcpError(error)) throw error;
      throw new ProtocolFault(
        error.code === 'ARGUMENTS_INVALID' ? invalidParams : internalError,
        textOf(toErrorResult(error, options)),
        { uri },
      );
    });
    const { status } = exchange.response;
    if (status < 400) return results.ofRead(exchange, uri);
    // What is gone upstream is a resource that does not exist; other failures are not the URI's.
    const isMissing = status === 404 || status === 410;
    const text = textOf(await results.ofCall({ operation, args, exchange }));
    throw new ProtocolFault(
      isMissing ? invalidParams : internalError,
      isMissing ? `Resource not found: ${uri}\n${text}` : text,
      { uri },
    );
  }

  return {
    listTools: createPager('tools', api.operations.map(toTool), ({ name }) => name),
    listResources: createPager('resources', addressed.flatMap(toResource), ({ uri }) => uri),
    listResourceTemplates: createPager(
      'resourceTemplates',
      addressed.flatMap(toTemplate),
      ({ uriTemplate }) => uriTemplate,
    ),
    callTool,
    readResource,
    complete(uriTemplate, variable, value) {
      const operation = addressed.find(({ resource }) => resource?.uri === uriTemplate);
      if (operation === undefined) throw new ProtocolFault(invalidParams, `Unknown template: ${uriTemplate}`);
      return completeVariable(operation, variable, value);
    },
    outputSchema: (name) => byName.get(name)?.outputSchema,
    close: () => caller.close(),
  };
}

function toTool(operation: OperationDescriptor): Tool {
  const { name, title, description, inputSchema, outputSchema, annotations } = operation;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    inputSchema: { ...inputSchema, type: 'object' },
    ...(outputSchema === undefined ? {} : { outputSchema }),
    annotations,
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

/** VS Code sends `name=` for what was not filled in: an empty value that is no text, or not required, was not given. */
function withoutEmpty(operation: OperationDescriptor, args: JsonObject): JsonObject {
  const properties = (operation.inputSchema['properties'] ?? {}) as Record<string, JsonObject>;
  return Object.fromEntries(
    Object.entries(args).filter(([name, value]) => {
      if (Array.isArray(value)) return value.length > 0;
      return value !== '' || takesEmptyText(properties[name]);
    }),
  );
}

function takesEmptyText(schema: JsonObject | undefined): boolean {
  const type = schema?.['type'];
  const isText = type === undefined || [type].flat().includes('string');
  const constrained = ['enum', 'const', 'pattern', 'format'].some(
    (keyword) => schema?.[keyword] !== undefined,
  );
  const minimum = schema?.['minLength'];
  return isText && !constrained && !(typeof minimum === 'number' && minimum > 0);
}

function unknownTool(name: string, known: string[]): ProtocolFault {
  const [nearest] = known
    .map((candidate) => ({ candidate, steps: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ steps }) => steps <= Math.max(2, name.length / 4))
    .toSorted((one, other) => one.steps - other.steps);
  const hint = nearest === undefined ? '' : `; did you mean ${nearest.candidate}?`;
  return new ProtocolFault(invalidParams, `Unknown tool: ${name}${hint}`);
}

function textOf({ content }: CallResult): string {
  return content.map((item) => (item.type === 'text' ? item.text : '')).join('\n');
}
