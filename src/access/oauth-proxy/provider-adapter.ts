import { asJsonObject } from '../../json/narrow.ts';
import type { Json, JsonObject } from '../../json/value.ts';
import type { Store } from '../../store/store.ts';
import type { ClientRegistrations } from './client-registrations.ts';

/** The stores of the authorization server. */
export interface ProxyStores {
  /** Grants, tokens and the people who signed in. */
  lasting: Store;
  /** Requests of strangers who have not signed in yet. */
  pending: Store;
}

/** The storage of one model of the package. */
export interface ModelAdapter {
  upsert(id: string, payload: JsonObject, seconds: number): Promise<void>;
  find(id: string): Promise<JsonObject | undefined>;
  findByUid(uid: string): Promise<JsonObject | undefined>;
  findByUserCode(code: string): Promise<JsonObject | undefined>;
  consume(id: string): Promise<void>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/** Models that exist before a person has signed in. */
const pendingModels = new Set(['Interaction', 'Session', 'ReplayDetection', 'PushedAuthorizationRequest']);

/** Reads and writes JSON by key, for one server among those that share a store. */
export interface JsonStore {
  get(key: string): Promise<JsonObject | undefined>;
  set(key: string, value: Json, seconds: number): Promise<void>;
  /** Returns true for the first call with a key, and false for all others until `seconds` have passed. */
  claim(key: string, seconds: number): Promise<boolean>;
  delete(key: string): Promise<void>;
}

/** Creates a store of JSON whose keys begin with the issuer. */
export function createJsonStore(store: Store, issuer: string): JsonStore {
  const named = (key: string): string => `${issuer} ${key}`;
  return {
    async get(key) {
      const text = await store.get(named(key));
      return text === undefined ? undefined : asJsonObject(JSON.parse(text));
    },
    set: (key, value, seconds) => store.set(named(key), JSON.stringify(value), end(seconds)),
    claim: (key, seconds) => store.add(named(key), '1', end(seconds)),
    delete: (key) => store.delete(named(key)),
  };
}

function end(seconds: number): number {
  return Date.now() + seconds * 1000;
}

/** The longest lifetime of a token that is used once. */
const claimSeconds = 31 * 24 * 3600;

/**
 * Creates the storage of the authorization server. Tokens are revoked with their grant, which is looked up for each use, so
 * they need no list of their own. `onReuse` receives the grant of a code or refresh token that is used a second time.
 */
export function createAdapter(
  lasting: JsonStore,
  pending: JsonStore,
  clients: ClientRegistrations,
  onReuse: (grantId: unknown) => Promise<never>,
): (model: string) => ModelAdapter {
  return (model) => {
    const store = pendingModels.has(model) ? pending : lasting;
    const keyOf = (id: string): string => `${model} ${id}`;
    const find = async (id: string): Promise<JsonObject | undefined> => {
      if (model !== 'Client') return store.get(keyOf(id));
      const client = clients.find(id);
      return client === undefined ? undefined : { ...client, client_id: id };
    };
    return {
      find,
      async upsert(id, payload, seconds) {
        if (model !== 'Client') await store.set(keyOf(id), payload, seconds);
      },
      async consume(id) {
        const payload = await find(id);
        // Two processes may use a token at the same time.
        if (!(await store.claim(`${keyOf(id)} consumed`, claimSeconds)) || payload === undefined)
          return onReuse(payload?.['grantId']);
        const now = Math.floor(Date.now() / 1000);
        const { exp } = payload;
        const left = typeof exp === 'number' ? exp - now : claimSeconds;
        await store.set(keyOf(id), { ...payload, consumed: now }, Math.max(1, left));
        return undefined;
      },
      destroy: (id) => store.delete(keyOf(id)),
      revokeByGrantId: async () => undefined,
      // The features that need these are off.
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
    };
  };
}
