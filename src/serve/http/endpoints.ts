import type { HttpHandler } from '../http-sdk.ts';
import type { ServedApi } from '../sdk.ts';
import type { HttpServedApi } from './http-server.ts';

/** Path of the MCP endpoint of all APIs. */
export const endpoint = '/mcp';

/** The MCP endpoints of a server by path: one of all APIs, and one of each API of several. */
export class Endpoints {
  readonly #api: HttpServedApi;
  readonly #createHandler: (api: ServedApi) => HttpHandler;
  readonly #handlers: Map<string, HttpHandler>;
  readonly #end: (() => void) | undefined;

  constructor(api: HttpServedApi, createHandler: (api: ServedApi) => HttpHandler) {
    this.#api = api;
    this.#createHandler = createHandler;
    this.#handlers = new Map([[endpoint, createHandler(api)]]);
    this.#update();
    this.#end = api.onChange?.(() => this.#update());
  }

  get paths(): string[] {
    return [...this.#handlers.keys()];
  }

  get(path: string): HttpHandler | undefined {
    return this.#handlers.get(path);
  }

  /** Aborts the calls under way of all endpoints. */
  async close(): Promise<void> {
    this.#end?.();
    await Promise.all([...this.#handlers.values()].map((handler) => handler.close()));
  }

  /** Opens the endpoints of new APIs, and removes those of APIs that are gone. */
  #update(): void {
    const parts = new Map(
      Object.entries(this.#api.parts ?? {}).map(([key, part]) => [`${endpoint}/${key}`, part]),
    );
    for (const [path, part] of parts)
      if (!this.#handlers.has(path)) this.#handlers.set(path, this.#createHandler(part));
    for (const path of this.paths) {
      if (path === endpoint || parts.has(path)) continue;
      void this.#handlers.get(path)?.close();
      this.#handlers.delete(path);
    }
  }
}
