import { asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import type { Encryption } from '../../store/encryption.ts';

/** Characters. A client ID has all of them, and is part of URLs. */
const longestName = 100;
const longestUris = 2_000;

/** The key of the store that client IDs are encrypted for. */
const key = 'client';

/** The metadata of a client that registers itself (RFC 7591 §2). */
export interface RegisteredClient {
  client_name?: string;
  redirect_uris: string[];
}

/**
 * Registers clients without storing them: a client ID is the metadata of its client, encrypted. So strangers cannot fill a
 * store, and every process knows every client.
 */
export interface ClientRegistrations {
  /** Returns the client ID for the body of a registration, or `undefined` for one that is too long. */
  register(body: unknown): { id: string; client: RegisteredClient } | undefined;
  /** Returns the client of an ID, or `undefined` for an ID that was not made here. */
  find(id: string): RegisteredClient | undefined;
}

/** Creates the registrations whose client IDs are encrypted by the secret of the server. */
export function createRegistrations(encryption: Encryption): ClientRegistrations {
  return {
    register(body) {
      const client = readClient(asJsonObject(body) ?? {});
      if (client.redirect_uris.join('').length > longestUris) return undefined;
      return { id: encryption.encrypt(key, JSON.stringify(client)), client };
    },
    find(id) {
      const text = encryption.decrypt(key, id);
      return text === undefined ? undefined : readClient(asJsonObject(JSON.parse(text)) ?? {});
    },
  };
}

function readClient({ client_name: name, redirect_uris: uris }: Record<string, unknown>): RegisteredClient {
  return omitUndefined({
    client_name: asString(name)?.slice(0, longestName),
    redirect_uris: asStrings(uris),
  });
}
