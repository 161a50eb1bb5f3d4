import { createBrowserCookie } from '../http/browser-cookie.ts';
import { isSameSecret } from '../http/is-same-secret.ts';
import { callerId } from '../runtime/policy/caller-id.ts';
import { newBrowserValue, proofOf } from './browser-proof.ts';
import { openSession, sealSession } from './caller-session.ts';
import type { BrowserCookie } from '../http/browser-cookie.ts';
import type { Encryption } from '../store/encryption.ts';
import type { BrowserSignIn, PageResponse, SignedInCaller } from '../runtime/security/user-accounts.ts';
import type { AccountOwner } from './caller-session.ts';

/** Seconds for which a browser is recognized. */
const lifetime = 1_800;

/** A browser that visits the pages. */
export interface Visitor {
  /** The caller who has signed in. */
  session: SignedInCaller | undefined;
  /** Recognizes the browser in a sign-in. */
  browser: string;
  /** Returns the proof that a form comes from a page that this browser was sent. */
  proof(purpose: string): string;
  /** Returns true if a form comes from a page that this browser was sent. */
  sent(form: URLSearchParams, purpose: string): boolean;
  /** Returns the response with what recognizes the browser later. */
  recognized(response: PageResponse): PageResponse;
  /** Returns the response after which the browser has this session, or none. */
  signedIn(response: PageResponse, session: SignedInCaller | undefined): PageResponse;
}

/** Recognizes browsers, and the callers who have signed in with them. */
export class Visitors {
  readonly #encryption: Encryption;
  readonly #browsers: BrowserCookie;
  readonly #sessions: BrowserCookie;

  constructor(encryption: Encryption, isSecure: boolean) {
    this.#encryption = encryption;
    this.#browsers = createBrowserCookie('openapi-mcp-browser', isSecure, lifetime);
    this.#sessions = createBrowserCookie('openapi-mcp-caller', isSecure, lifetime);
  }

  /** Returns the browser of the header `Cookie`. A sign-in for an MCP client counts here too. */
  of(cookies: string, signIn?: BrowserSignIn): Visitor {
    const known = this.#browsers.read(cookies);
    const value = known ?? newBrowserValue();
    const browser = proofOf(value, 'browser');
    const text = this.#sessions.read(cookies);
    const own = text === undefined ? undefined : openSession(this.#encryption, text, browser);
    const session = own ?? signIn?.callerOf(cookies);
    const proof = (purpose: string): string => proofOf(value, `form ${purpose}`);
    return {
      session,
      browser,
      proof,
      sent: (form, purpose) => known !== undefined && isSameSecret(form.get('proof') ?? '', proof(purpose)),
      recognized: (response) =>
        known === undefined ? withCookies(response, this.#browsers.write(value)) : response,
      signedIn: (response, next) =>
        withCookies(
          response,
          this.#sessions.write(next === undefined ? '' : sealSession(this.#encryption, next, browser)),
        ),
    };
  }
}

/** Returns the response with another header `Set-Cookie`. */
export function withCookies(response: PageResponse, cookie: string): PageResponse {
  const cookies = [response.headers['set-cookie'] ?? [], cookie].flat();
  return { ...response, headers: { ...response.headers, 'set-cookie': cookies } };
}

export function isSameOwner(one: AccountOwner, other: AccountOwner): boolean {
  return callerId(one) === callerId(other);
}
