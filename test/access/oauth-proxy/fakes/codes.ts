import { createHash, randomBytes } from 'node:crypto';
import { application } from '../start-people-provider.ts';
import type { FakeRequest, FakeResponse } from './start-fake.ts';

/** A sign-in at a fake. */
export interface FakeSignIn {
  scopes: string[];
  parameters: URLSearchParams;
}

/** The redirect URI of a server on loopback; its port is free, as with no real provider. */
const redirectUri = /^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/;

/** The codes and tokens of a fake. */
export class Codes {
  readonly #signIns = new Map<string, FakeSignIn>();

  /** Responds to an authorization request: the person has a session and agrees. */
  authorize({ url: { searchParams: parameters } }: FakeRequest, allowed: string[]): FakeResponse {
    if (parameters.get('client_id') !== application.id) return { status: 404, text: 'no such application' };
    const target = parameters.get('redirect_uri') ?? '';
    if (!redirectUri.test(target)) return { status: 400, text: 'the redirect URI is not registered' };
    const scopes = (parameters.get('scope') ?? '').split(' ');
    const back = new URL(target);
    back.searchParams.set('state', parameters.get('state') ?? '');
    const unknown = scopes.filter((scope) => !allowed.includes(scope));
    if (unknown.length > 0) {
      back.searchParams.set('error', 'invalid_scope');
      back.searchParams.set('error_description', `unknown: ${unknown.join(' ')}`);
    } else back.searchParams.set('code', this.issue('code', { scopes, parameters }));
    return { location: back.href };
  }

  /** Makes a code or token of a sign-in. */
  issue(kind: string, signIn: FakeSignIn): string {
    const text = `${kind}_${randomBytes(20).toString('hex')}`;
    this.#signIns.set(text, signIn);
    return text;
  }

  /** Returns the sign-in of a code or token. */
  find(text: string): FakeSignIn | undefined {
    return this.#signIns.get(text);
  }

  /** Returns the sign-in of a request with an access token. */
  bearer({ header }: FakeRequest): FakeSignIn | undefined {
    const [, token = ''] = /^bearer (.+)$/i.exec(header('authorization')) ?? [];
    return this.find(token);
  }

  /** Ends a code or token. */
  end(text: string): void {
    this.#signIns.delete(text);
  }

  /** Returns the sign-in of a code whose verifier and redirect URI are right, once. */
  redeem({ form }: FakeRequest): FakeSignIn | undefined {
    const code = form.get('code') ?? '';
    const signIn = this.find(code);
    this.end(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      signIn?.parameters.get('code_challenge') === challenge &&
      signIn.parameters.get('redirect_uri') === form.get('redirect_uri');
    return isRight ? signIn : undefined;
  }
}

/** Returns how the application authenticated: by Basic, by fields of the form, or not. */
export function authenticationOf({ header, form }: FakeRequest): 'basic' | 'post' | undefined {
  const { id, secret } = application;
  const [, encoded = ''] = /^Basic (.+)$/.exec(header('authorization')) ?? [];
  const pair = Buffer.from(encoded, 'base64').toString().split(':').map(decodeURIComponent);
  if (pair[0] === id && pair[1] === secret) return 'basic';
  return form.get('client_id') === id && form.get('client_secret') === secret ? 'post' : undefined;
}
