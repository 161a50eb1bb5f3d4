import { createBrowserCookie } from '../../http/browser-cookie.ts';
import { asJsonObject, asNumber, asString } from '../../json/narrow.ts';
import { callerLabel } from '../../runtime/policy/caller-label.ts';
import type { BrowserCookie } from '../../http/browser-cookie.ts';
import type { Principal } from '../../runtime/protocol.ts';
import type { SignedInCaller } from '../../runtime/security/user-accounts.ts';
import type { Encryption } from '../../store/encryption.ts';

/** Seconds for which the pages of this server know who has signed in. */
const lifetime = 1_800;

/** Remembers in browsers who has signed in at the identity provider, for the pages of one server. */
export class BrowserSessions {
  readonly #encryption: Encryption;
  readonly #context: string;
  readonly #cookie: BrowserCookie;

  constructor(encryption: Encryption, issuer: string) {
    this.#encryption = encryption;
    this.#context = `person at ${issuer}`;
    this.#cookie = createBrowserCookie('openapi-mcp-person', issuer.startsWith('https:'), lifetime);
  }

  /** Returns the header `Set-Cookie` of a person who has signed in. */
  begin({ name, issuer, claims }: Pick<Principal, 'name' | 'issuer' | 'claims'>): string {
    const session = { name, issuer, label: callerLabel({ name }, claims), end: Date.now() + lifetime * 1000 };
    return this.#cookie.write(this.#encryption.encrypt(this.#context, JSON.stringify(session)));
  }

  /** Returns the header `Set-Cookie` that signs out. */
  end(): string {
    return this.#cookie.write('');
  }

  /** Returns the person of the header `Cookie`, until the session ends. */
  find(cookies: string): SignedInCaller | undefined {
    const text = this.#cookie.read(cookies);
    const json = text === undefined ? undefined : this.#encryption.decrypt(this.#context, text);
    const session = asJsonObject(json === undefined ? undefined : JSON.parse(json));
    const [name, issuer, label] = ['name', 'issuer', 'label'].map((field) => asString(session?.[field]));
    if (name === undefined || issuer === undefined || label === undefined) return undefined;
    return (asNumber(session?.['end']) ?? 0) < Date.now() ? undefined : { owner: { name, issuer }, label };
  }
}
