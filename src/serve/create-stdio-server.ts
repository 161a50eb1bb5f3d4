import { runtimeCapabilities } from '../runtime/capabilities.ts';
import { refuseOptions } from '../runtime/capability-types.ts';
import { openHandlers } from '../runtime/handlers.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { ServedPart } from '../runtime/served-part.ts';
import type { OpenedHandlers } from '../runtime/handlers.ts';
import type { Handlers } from '../runtime/protocol.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { Sdk, ServedApi } from './sdk.ts';
import type { StdioOptions, StdioServer } from './stdio.ts';

/** A server of one API over standard input and output. */
export interface StdioApiServer extends AsyncDisposable {
  /** The API with the operations that the policy allows. */
  descriptor: ApiDescriptor;
  handlers: Handlers;
  /** Serves one client over standard input and output. */
  serveStdio(options?: StdioOptions): Promise<StdioServer>;
  /** Closes connections to the API. The servers that `serveStdio` and `serveHttp` return close the transports. */
  close(): Promise<void>;
}

const fileInstructions =
  'may also be given as the file: URL of a file in the folder that this server may read.';

/** Returns the note on file: URLs, if an API accepts them. */
function fileNote(parts: readonly ServedPart[]): string[] {
  const taking = parts.filter(({ options }) => options.request?.readFile !== undefined);
  if (taking.length === 0) return [];
  if (taking.length === parts.length) return [`Bytes ${fileInstructions}`];
  return [`For ${taking.map(({ descriptor }) => descriptor.title).join(' and ')}, bytes ${fileInstructions}`];
}

/**
 * Creates a server without HTTP from a descriptor. `loadSdk` is called for each transport.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function createStdioServer(
  described: ApiDescriptor,
  options: RuntimeOptions,
  loadSdk: () => Promise<Sdk>,
): StdioApiServer {
  refuseOptions(options, ['http'], 'HTTP', '--http');
  runtimeCapabilities.refuseClaims?.(described);
  return openServer(described, options, loadSdk).server;
}

/**
 * Creates a server, and describes its API as every transport presents it. The parts are the APIs that `described` joins.
 */
export function openServer(
  described: ApiDescriptor,
  options: RuntimeOptions,
  loadSdk: () => Promise<Sdk>,
  parts: readonly ServedPart[] = [{ descriptor: described, options }],
): { server: StdioApiServer; served: ServedApi } {
  const opened = openHandlers(described, options, parts);
  const { api, handlers } = opened;
  const served = servedApi(opened, parts);
  const server: StdioApiServer = {
    descriptor: api,
    handlers,
    async serveStdio(stdio) {
      runtimeCapabilities.refuseClaims?.(described);
      const { serveStdio } = await import('./stdio.ts');
      return serveStdio(await loadSdk(), served, stdio);
    },
    close: () => handlers.close(),
    [Symbol.asyncDispose]: () => handlers.close(),
  };
  return { server, served };
}

function servedApi(
  { api, handlers, scopes, search, hasResources }: OpenedHandlers,
  parts: readonly ServedPart[],
): ServedApi {
  const { name, title, version } = api;
  const instructions = [
    ...(search === undefined ? [] : [search.instructions]),
    api.instructions,
    ...fileNote(parts),
  ].join('\n\n');
  return { name, title, version, instructions, hasResources, scopes, handlers };
}
