import { describeApi, loadDocument } from '../../src/index.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import { createApiServer } from '../../src/serve/create-server.ts';
import { emitDescriptor } from '../../src/emit/emit-descriptor.ts';
import { modulesFor } from '../../src/emit/module-specifiers.ts';
import { copiedLibrary } from './library.ts';
import type {
  ApiServer,
  CreateServerOptions,
  Handlers,
  RuntimeOptions,
  ServerOptions,
} from '../../src/index.ts';
import type { DocumentSource } from '../../src/load/loaded-document.ts';
import type { ApiDescriptor, CheckingSchemas } from '../../src/descriptor.ts';

/** True in the project `generated` of vitest.config.ts, whose tests run against generated servers. */
export const isGenerated = process.env['SERVED_BY'] === 'generated';

/** True in the project `search` of vitest.config.ts, whose tests call operations through search mode. */
export const isSearched = process.env['SERVED_BY'] === 'search';

/** True in the project `joined` of vitest.config.ts, whose tests run against generated servers of several APIs. */
export const isJoined = process.env['SERVED_BY'] === 'joined';

/** Creates the server of a descriptor: live, generated, one of several generated APIs, or with operations that are called through search mode. */
export async function serveDescriptor(
  descriptor: ApiDescriptor,
  options: RuntimeOptions = {},
): Promise<ApiServer> {
  if (isSearched) return callingThroughSearch(serveLive(descriptor, { ...options, expose: 'search' }));
  return isGenerated || isJoined ? serveGenerated(descriptor, options) : serveLive(descriptor, options);
}

/** Serves a descriptor with the source of this package, without waiting for its SDK. */
export function serveLive(descriptor: ApiDescriptor, options: ServerOptions = {}): ApiServer {
  return createApiServer(descriptor, options, async () => (await import('../../src/serve/sdk-v2.ts')).sdkV2);
}

/** Loads, describes and serves a document. */
export async function serveDocument(
  source: DocumentSource,
  options: CreateServerOptions = {},
): Promise<ApiServer> {
  const { descriptor } = describeApi(await loadDocument(source, options), {
    ...options,
    validateResponses: options.result?.validateResponses,
  });
  return serveDescriptor(descriptor, options);
}

/**
 * Creates a server as the emitted server.ts does, from the emitted data and the copied runtime, with `options` added.
 */
async function serveGenerated(descriptor: ApiDescriptor, options: RuntimeOptions): Promise<ApiServer> {
  const { runtime, serve, joined, sdk } = await copiedLibrary(descriptor, options, isJoined);
  const files = emitDescriptor(
    descriptor,
    { data: 'json' },
    modulesFor({ runtime: 'inline', sdk: 'v2', importExtension: '.ts', data: 'json' }),
  );
  const read = (path: string): unknown =>
    JSON.parse(files.find((file) => file.path === path)?.content ?? 'null');
  const hooked = runtime.applyHooks(
    read('descriptor.json') as ApiDescriptor,
    {},
    async () => read('schemas.json') as CheckingSchemas,
  );
  const own = mergeOptions(hooked.options, options);
  if (joined === undefined) return serve.createApiServer(hooked.api, own, async () => sdk.sdkV2);
  const { request: _, result: _result, loadSchemas: _loadSchemas, ...shared } = own;
  const part = { key: 'own', descriptor: hooked.api, options: own };
  return joined.createJoinedServer([part, other], { ...shared, prefix: false }, async () => sdk.sdkV2);
}

/** An API beside the one that is tested. */
const other = {
  key: 'other',
  descriptor: describeApi(
    await loadDocument({
      openapi: '3.1.0',
      info: { title: 'The other API of two', version: '1' },
      paths: { '/other': { get: { operationId: 'callTheOtherApi', responses: {} } } },
    }),
  ).descriptor,
  options: {},
};

/** Returns a server whose operations are called as a model in search mode calls them. */
function callingThroughSearch(server: ApiServer): ApiServer {
  const { handlers } = server;
  const callTool: Handlers['callTool'] = (name, args, context) =>
    handlers.callTool('call_operation', { name, arguments: args }, context);
  return { ...server, handlers: { ...handlers, callTool } };
}
