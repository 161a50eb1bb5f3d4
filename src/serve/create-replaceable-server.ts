import { serveOverHttp } from './create-server.ts';
import { ReplaceableApi } from './replaceable-api.ts';
import type { ApiServer, PresentedApi } from './create-server.ts';
import type { ExplorerFacts, ExplorerSource } from '../explorer/explorer-types.ts';
import type { ClosableApi } from './replaceable-api.ts';

/** A server whose API another server's can replace, while clients stay connected. */
export interface ReplaceableServer extends ApiServer {
  /**
   * Serves the API of another server from now on, with its options, and tells connected clients that the lists have
   * changed. Calls under way end on the former API. Resolves when they have ended, and the former server is closed.
   */
  replace(next: ApiServer): Promise<void>;
  /** Shows in the explorer why a change is not served, until the API is replaced. */
  showProblem(problem: string): void;
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
  const explorerSource = new ReplaceableFacts(() => current);
  const presented = (): PresentedApi => ({
    api: replaceable.api,
    loadSdk,
    http: { ...http, explorerSource },
  });
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
      const replaced = replaceable.replace(closableOf(next));
      explorerSource.show(undefined);
      return replaced;
    },
    showProblem: (problem) => explorerSource.show(problem),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The facts of the current server, with the problem of the one that should have replaced it. */
class ReplaceableFacts implements ExplorerSource {
  readonly #current: () => ApiServer;
  readonly #listeners = new Set<() => void>();
  #facts: ExplorerFacts | undefined;
  #problem: string | undefined;

  constructor(current: () => ApiServer) {
    this.#current = current;
  }

  facts(): ExplorerFacts {
    const own = this.#current().presented().http.explorerSource?.facts();
    return (this.#facts ??= { ...own, problem: this.#problem });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  show(problem: string | undefined): void {
    this.#facts = undefined;
    this.#problem = problem;
    for (const listener of this.#listeners) listener();
  }
}

function closableOf(server: ApiServer): ClosableApi {
  return { api: server.presented().api, close: () => server.close() };
}
