import { EventEmitter } from 'node:events';
import { jsonRpcCodes } from '../../src/runtime/json-rpc.ts';
import { ProtocolFault } from '../../src/runtime/protocol.ts';
import type { CallResult, Handlers, Page, RequestContext, Tool } from '../../src/runtime/protocol.ts';
import type { Json, JsonObject, JsonSchema } from '../../src/json/value.ts';
import type { ServedApi } from '../../src/serve/sdk.ts';

/** A tool that returns `value`, or the result of `call`. */
interface FakeTool {
  outputSchema?: JsonSchema;
  call(args: JsonObject, context: RequestContext): Promise<CallResult> | CallResult;
}

interface FakeApi extends ServedApi {
  /** Emits `waiting` when the tool or resource `wait` is called, and `aborted` when its signal aborts. */
  events: EventEmitter<{ waiting: []; aborted: []; closed: [] }>;
}

const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };
const tolerant = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, {}] });

/** Returns a result with a value as text and as `structuredContent`. */
function answering(value: Json, outputSchema?: JsonSchema): FakeTool {
  const call = (): CallResult => ({
    content: [{ type: 'text', text: JSON.stringify(value) }],
    structuredContent: value,
  });
  return outputSchema === undefined ? { call } : { outputSchema, call };
}

/** The schema of a tree, which needs `$defs`. */
const tree: JsonSchema = {
  ...tolerant({ type: 'array', items: { $ref: '#/$defs/Node' } }),
  $defs: {
    Node: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/$defs/Node' } } } },
  },
};

/** Creates an API without an upstream that has a tool for each kind of result. Lists have two entries per page. */
export function createFakeApi({ hasResources = true } = {}): FakeApi {
  const events: FakeApi['events'] = new EventEmitter();

  function untilAborted({ signal }: RequestContext): Promise<never> {
    events.emit('waiting');
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        events.emit('aborted');
        reject(new Error('aborted'));
      });
    });
  }

  const tools: Record<string, FakeTool> = {
    object: answering(
      { id: 1 },
      { type: 'object', ...tolerant({ properties: { id: { type: 'integer' } } }) },
    ),
    object_without_schema: answering({ id: 1 }),
    object_under_other_root: answering({ id: 1 }, tolerant({ type: ['object', 'null'] })),
    array: answering([1, 2], tolerant({ type: 'array', items: { type: 'integer' } })),
    array_without_schema: answering([1, 2]),
    tree: answering([{ children: [{}] }], tree),
    scalar: answering('on', tolerant({ type: 'string' })),
    null: answering(null, tolerant({ type: 'null' })),
    unstructured: { call: () => ({ content: [{ type: 'text', text: 'plain' }] }) },
    image: { call: () => ({ content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }] }) },
    error: {
      outputSchema: tolerant({ type: 'object', required: ['id'] }),
      call: () => ({ content: [{ type: 'text', text: '404 Not Found' }], isError: true }),
    },
    meta: { call: () => ({ content: [], _meta: { 'example.com/finding': ['$.id'] } }) },
    echo: { call: (args) => ({ content: [], structuredContent: args }) },
    brief: {
      call: async () => {
        events.emit('waiting');
        await new Promise((resolve) => setTimeout(resolve, 50));
        return { content: [] };
      },
    },
    wait: { call: (_, context) => untilAborted(context) },
    fault: {
      call: () => {
        throw new ProtocolFault(jsonRpcCodes.invalidParams, 'no such thing', { name: 'fault' });
      },
    },
  };
  const listed = Object.entries(tools).map(([name, { outputSchema }]): Tool => ({
    name,
    description: `Answers ${name}`,
    inputSchema: { type: 'object' },
    ...(outputSchema !== undefined && { outputSchema }),
    annotations,
  }));
  const names = hasResources ? ['pets', 'owners', 'visits'] : [];

  const close = async (): Promise<void> => void events.emit('closed');
  const handlers: Handlers = {
    listTools: (cursor) => page('tools', listed, cursor),
    listResources: (cursor) =>
      page(
        'resources',
        names.map((name) => ({ uri: `fake://api/${name}`, name, mimeType: 'application/json' })),
        cursor,
      ),
    listResourceTemplates: (cursor) =>
      page(
        'resourceTemplates',
        names.map((name) => ({ uriTemplate: `fake://api/${name}/{id}`, name: `${name}_by_id` })),
        cursor,
      ),
    async callTool(name, args, context = {}) {
      const tool = tools[name];
      if (tool === undefined)
        throw new ProtocolFault(jsonRpcCodes.invalidParams, `There is no tool ${name}`, { name });
      return tool.call(args, context);
    },
    async readResource(uri, context = {}) {
      if (uri === 'fake://api/wait') return untilAborted(context);
      if (!uri.startsWith('fake://api/pets'))
        throw new ProtocolFault(jsonRpcCodes.invalidParams, 'There is no such resource', { uri });
      return { contents: [{ uri, mimeType: 'application/json', text: '[]' }] };
    },
    async complete(uriTemplate, variable, value) {
      if (variable !== 'id')
        throw new ProtocolFault(jsonRpcCodes.invalidParams, 'There is no such variable', {
          uriTemplate,
          variable,
        });
      const values = ['10', '11', '20'].filter((id) => id.startsWith(value));
      return { values, total: values.length, hasMore: false };
    },
    outputSchema: (name) => tools[name]?.outputSchema,
    customInputSchema: () => undefined,
    close,
    [Symbol.asyncDispose]: close,
  };
  return {
    name: 'fake',
    title: 'Fake API',
    version: '1.2.3',
    instructions: 'Ask away.',
    hasResources,
    handlers,
    events,
  };
}

function page<Key extends string, Item>(key: Key, items: Item[], cursor = '0'): Page<Key, Item> {
  const start = Number(cursor);
  if (!Number.isInteger(start))
    throw new ProtocolFault(jsonRpcCodes.invalidParams, 'Unknown cursor', { cursor });
  const found = { [key]: items.slice(start, start + 2) } as Record<Key, Item[]>;
  return start + 2 < items.length ? { ...found, nextCursor: String(start + 2) } : found;
}
