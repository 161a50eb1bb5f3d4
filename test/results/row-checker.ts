import { describeApi, loadDocument } from '../../src/index.ts';
import type { CreateServerOptions } from '../../src/index.ts';
import type { JsonObject, JsonSchema } from '../../src/json/value.ts';
import type { CallResult, Handlers } from '../../src/runtime/protocol.ts';
import { clientKinds } from '../interop/clients.ts';
import type { InteropClient } from '../interop/clients.ts';
import { connectHttp, connectStreams, createPipes } from '../interop/connect.ts';
import { serveDescriptor } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { Answer, RecordedRequest, Upstream } from '../support/upstream.ts';
import type { ResultRow } from './result-row.ts';

const metaKey = 'openapi-mcp/response';

/** A client with its transport. */
export interface Session {
  label: string;
  is2026: boolean;
  client: InteropClient;
}

/** A server of all rows, with its handlers, and a client of each kind over each transport. */
export interface RowChecker extends AsyncDisposable {
  handlers: Handlers;
  upstream: Upstream;
  sessions: Session[];
  /** Calls the tool of a row, from the handlers and through each client. */
  check(row: ResultRow): Promise<Compared>;
}

/** The actual and the expected results of a row, by handlers or client. */
export interface Compared {
  seen: Record<string, unknown>;
  expected: Record<string, unknown>;
}

/** Opens a checker. Its clients have listed the tools, so that they validate results. */
export async function openRowChecker(
  rows: ResultRow[],
  options: CreateServerOptions = {},
): Promise<RowChecker> {
  const upstream = await startUpstream((request) => answerOf(rows, request));
  const loaded = await loadDocument(documentOf(rows, upstream.url));
  const { descriptor } = describeApi(loaded, {
    ...options,
    validateResponses: options.result?.validateResponses,
  });
  const { handlers } = await serveDescriptor(descriptor, options);
  const api = await serveDescriptor(descriptor, options);
  const http = await api.serveHttp({ port: 0 });
  const sessions: Session[] = [];
  for (const kind of clientKinds) {
    const pipes = createPipes();
    await api.serveStdio(pipes.server);
    const is2026 = kind.protocolVersion === '2026-07-28';
    sessions.push(
      {
        label: `${kind.label} over streams`,
        is2026,
        client: await connectStreams(kind, pipes.client.input, pipes.client.output),
      },
      { label: `${kind.label} over HTTP`, is2026, client: await connectHttp(kind, http.url) },
    );
  }
  await Promise.all(sessions.map(({ client }) => client.listTools()));

  async function check(row: ResultRow): Promise<Compared> {
    const index = rows.indexOf(row);
    const tool = `row${index}`;
    const schema = handlers.outputSchema(tool);
    const expected = expectedOf(row, index);
    const before = upstream.requests.length;
    const seen: Compared['seen'] = { handlers: comparable(await handlers.callTool(tool, row.args ?? {})) };
    const targets = upstream.requests.slice(before).map(({ target }) => target.slice(`/${index}`.length));
    const called = sessions.map(async ({ label, client }) => {
      const result = await client.callTool(tool, row.args).catch((error: unknown) => ({ threw: error }));
      seen[label] = 'threw' in result ? result : comparable(result);
    });
    await Promise.all(called);
    return {
      seen: { ...seen, ...(row.targets !== undefined && { targets }) },
      expected: {
        handlers: expected,
        ...Object.fromEntries(
          sessions.map(({ label, is2026 }) => [label, is2026 ? expected : in2025(expected, schema)]),
        ),
        ...(row.targets !== undefined && { targets: row.targets }),
      },
    };
  }

  return {
    handlers,
    upstream,
    sessions,
    check,
    async [Symbol.asyncDispose]() {
      await Promise.all(sessions.map(({ client }) => client.close()));
      await Promise.all([http.close(), api.close(), handlers.close(), upstream.close()]);
    },
  };
}

function answerOf(rows: ResultRow[], request: RecordedRequest): Answer | Promise<Answer> {
  const answer = rows[Number(/^\/(\d+)/.exec(request.target)?.[1])]?.answer ?? { status: 500 };
  return typeof answer === 'function' ? answer(request) : answer;
}

function documentOf(rows: ResultRow[], url: string): JsonObject {
  const paths = rows.map((row, index): [string, JsonObject] => [
    `/${index}${row.path ?? ''}`,
    {
      ...(row.server !== undefined && { servers: [{ url: row.server }] }),
      [row.method ?? 'get']: {
        operationId: `row${index}`,
        parameters: (row.parameters ?? []).map(({ schema = { type: 'string' }, ...parameter }) => ({
          ...parameter,
          required: parameter.in === 'path',
          schema,
        })),
        ...(row.security !== undefined && { security: row.security }),
        responses: {
          ...(row.declares !== undefined && { [row.declares]: { description: 'Declared' } }),
          default: {
            description: 'Done',
            ...(row.schema !== undefined && { content: { 'application/json': { schema: row.schema } } }),
          },
        },
      },
    },
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Results', version: '1.0.0' },
    servers: [{ url }],
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
        login: { type: 'http', scheme: 'basic' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    paths: Object.fromEntries(paths),
  };
}

/** Returns the compared parts of a result: all but the duration, unless it is not a number. */
function comparable(result: CallResult | Record<string, unknown>): Record<string, unknown> {
  const { content, structuredContent, isError, _meta } = result as CallResult;
  const meta = _meta?.[metaKey] as JsonObject | undefined;
  const { duration, ...rest } = meta ?? { duration: 0 };
  return {
    // The ids of stored responses are random.
    content: JSON.parse(
      JSON.stringify(content).replaceAll(
        /responses\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g,
        'responses/{id}',
      ),
    ) as unknown,
    ...(structuredContent !== undefined && { structuredContent }),
    ...(isError !== undefined && { isError }),
    ...(meta !== undefined && { meta: rest }),
    ...(typeof duration !== 'number' && { duration }),
  };
}

function expectedOf(row: ResultRow, index: number): Record<string, unknown> {
  const content = row.content.map((item) => (typeof item === 'string' ? { type: 'text', text: item } : item));
  return {
    content: JSON.parse(JSON.stringify(content).replaceAll('{row}', String(index))) as unknown,
    ...(row.structured !== undefined && { structuredContent: row.structured }),
    ...(row.isError === true && { isError: true }),
    ...(row.meta !== 'none' && { meta: { status: 200, ...row.meta } }),
  };
}

/** Before 2026-07-28 structured content is an object: other values, and all under another root, stand in `result`. */
function in2025(expected: Record<string, unknown>, schema: JsonSchema | undefined): Record<string, unknown> {
  const { structuredContent: value } = expected;
  if (value === undefined) return expected;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const fits = isObject && (schema === undefined || schema['type'] === 'object');
  return fits ? expected : { ...expected, structuredContent: { result: value } };
}
