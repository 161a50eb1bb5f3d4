import { mapValues } from '../json/map-values.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Handlers } from '../runtime/protocol.ts';
import type { HttpServedApi } from './http/http-server.ts';

/** An API that counts its calls under way, so that it can be closed after the last one. */
export class CountedApi {
  /** The API with handlers that are counted. */
  readonly api: HttpServedApi;
  /** Closes the connections of the API at once. */
  readonly close: () => Promise<void>;
  #calls = 0;
  #release: (() => void) | undefined;

  constructor(api: HttpServedApi, close: () => Promise<void>) {
    const { parts } = api;
    this.close = close;
    this.api = omitUndefined({
      ...api,
      handlers: this.#counted(api.handlers),
      parts: parts && mapValues(parts, (part) => ({ ...part, handlers: this.#counted(part.handlers) })),
    });
  }

  /** Closes the connections of the API when no call is under way. */
  async closeAfterCalls(): Promise<void> {
    if (this.#calls > 0)
      await new Promise<void>((resolve) => {
        this.#release = resolve;
      });
    await this.close();
  }

  #counted(handlers: Handlers): Handlers {
    return {
      ...handlers,
      callTool: (...call) => this.#count(handlers.callTool(...call)),
      readResource: (...read) => this.#count(handlers.readResource(...read)),
      complete: (...request) => this.#count(handlers.complete(...request)),
    };
  }

  async #count<Result>(call: Promise<Result>): Promise<Result> {
    this.#calls += 1;
    try {
      return await call;
    } finally {
      this.#calls -= 1;
      if (this.#calls === 0) this.#release?.();
    }
  }
}
