import { announceChanges } from './announce-changes.ts';
import { CountedApi } from './counted-api.ts';
import type { HttpServedApi } from './http/http-server.ts';
import type { ConnectedServer } from './sdk.ts';

/** An API as the transports present it, with the function that closes its connections. */
export interface ClosableApi {
  api: HttpServedApi;
  close(): Promise<void>;
}

/** An API that another one can replace while clients are connected. Calls under way end on the API that they began on. */
export class ReplaceableApi {
  /** The API for the transports. Its properties are always those of the current API. */
  readonly api: HttpServedApi;
  readonly #listeners = new Set<() => void>();
  #current: CountedApi;

  constructor({ api, close }: ClosableApi) {
    this.#current = new CountedApi(api, close);
    this.api = viewOf(
      () => this.#current.api,
      (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
    );
  }

  /** Replaces the API. Resolves when the calls of the former one have ended, and its connections are closed. */
  async replace({ api, close }: ClosableApi): Promise<void> {
    const former = this.#current;
    this.#current = new CountedApi(api, close);
    for (const listener of this.#listeners) listener();
    await former.closeAfterCalls();
  }

  /** Closes the connections of the current API. */
  close(): Promise<void> {
    return this.#current.close();
  }
}

/** Returns an API whose properties are always those of the current one. */
function viewOf(
  current: () => HttpServedApi,
  onChange: NonNullable<HttpServedApi['onChange']>,
): HttpServedApi {
  const view: HttpServedApi = new Proxy(current(), {
    get(_, property) {
      if (property === 'onChange') return onChange;
      if (property === 'announceTo') return (server: ConnectedServer) => announceChanges(server, view);
      return property === 'parts' ? parts() : Reflect.get(current(), property);
    },
  });
  return view;

  function parts(): HttpServedApi['parts'] {
    const keys = Object.keys(current().parts ?? {});
    return Object.fromEntries(keys.map((key) => [key, partOf(key)]));
  }

  /** Returns the API of a key. After the API has gone, it stays what it was. */
  function partOf(key: string): HttpServedApi {
    let last: HttpServedApi | undefined;
    return viewOf(() => {
      last = current().parts?.[key] ?? last;
      if (last === undefined) throw new TypeError(`there is no API ${key}`);
      return last;
    }, onChange);
  }
}
