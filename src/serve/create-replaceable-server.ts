import { serveOverHttp } from './create-server.ts';
import { ReplaceableApi } from './replaceable-api.ts';
import type { ApiServer, PresentedApi } from './create-server.ts';
import type { ClosableApi } from './replaceable-api.ts';

/** A server whose API another server's can replace, while clients stay connected. */
export interface ReplaceableServer extends ApiServer {
  /**
   * Serves the API of another server from now on, with its options, and tells connected clients that the lists have
   * changed. Calls under way end on the former API. Resolves when they have ended, and the former server is closed.
   */
  replace(next: ApiServer): Promise<void>;
}

/**
 * Creates a server whose API can be replaced. The options of the transports stay those of the first server.
 *
 * @example
 * const server = createReplaceableServer(await createServer('petstore.yaml'));
 * await server.serveHttp();
 * await server.replace(await createServer('petstore.yaml'));
 */
export function createReplaceableServer(first: ApiServer): ReplaceableServer {
  const { loadSdk, http } = first.presented();
  const replaceable = new ReplaceableApi(closableOf(first));
  let current = first;
  const presented = (): PresentedApi => ({ api: replaceable.api, loadSdk, http });
  const close = (): Promise<void> => replaceable.close();
  return {
    get descriptor() {
      return current.descriptor;
    },
    get handlers() {
      return replaceable.api.handlers;
    },
    presented,
    serveStdio: async (options) =>
      (await import('./stdio.ts')).serveStdio(await loadSdk(), replaceable.api, options),
    serveHttp: (options) => serveOverHttp(presented(), options),
    replace(next) {
      current = next;
      return replaceable.replace(closableOf(next));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function closableOf(server: ApiServer): ClosableApi {
  return { api: server.presented().api, close: () => server.close() };
}
