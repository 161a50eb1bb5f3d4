import { originsOf } from '../credentials/login-parameters.ts';
import type { Destination } from '../credentials/authorization-server.ts';
import type { ApiDescriptor, SecuritySchemeDescriptor } from '../descriptor.ts';
import type { Account } from './account-store.ts';

/** The credential that a person enters for a scheme. */
export type KeyInput = 'key' | 'login';

/** Most characters of a key, a name or a password. */
const maxLength = 4_096;

/** Takes keys, tokens and logins of people for one security scheme that is no OAuth. */
export class KeyForm {
  readonly name: string;
  readonly input: KeyInput;
  readonly #origins: string[];

  constructor(api: ApiDescriptor, name: string, scheme: SecuritySchemeDescriptor, destination: Destination) {
    this.name = name;
    this.input = scheme.type === 'http' && scheme.scheme === 'basic' ? 'login' : 'key';
    this.#origins = originsOf(api, destination);
  }

  /** Returns the account of a submitted form, or `undefined` if a field is missing or could not be sent. */
  accountOf(form: URLSearchParams): Account | undefined {
    const [key, username, password] = ['key', 'username', 'password'].map((field) => form.get(field)?.trim());
    const value = this.input === 'key' ? key : `${username ?? ''}:${password ?? ''}`;
    const isComplete =
      this.input === 'key' ? key !== '' : username !== '' && username?.includes(':') === false;
    // A line break or another control character could begin a header of its own.
    if (value === undefined || !isComplete || value.length > maxLength || /\p{Cc}/u.test(value))
      return undefined;
    return { value, clientId: '', tokenEndpoint: '', origins: this.#origins };
  }
}

/** Returns true for a scheme whose credential a person can enter. */
export function takesKey(scheme: SecuritySchemeDescriptor | undefined): scheme is SecuritySchemeDescriptor {
  return scheme?.type === 'apiKey' || scheme?.type === 'http';
}
