import { createHash, randomBytes } from 'node:crypto';
import type { Person } from './person.ts';
import type { JsonObject } from '../../../src/json/value.ts';

export const redirectUri = 'http://127.0.0.1:1/callback';

/** A client of OAuth that does what a test says, right or wrong. */
export class PlainClient {
  readonly origin: string;
  readonly verifier: string = randomBytes(32).toString('base64url');
  id = '';

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Registers the client (RFC 7591). */
  async register(metadata: JsonObject = {}): Promise<JsonObject> {
    const body = { client_name: 'Plain Client', redirect_uris: [redirectUri], ...metadata };
    const { status, json } = await this.post('/oauth/register', JSON.stringify(body), 'application/json');
    if (status !== 201) throw new Error(`${status}: ${JSON.stringify(json)}`);
    this.id = String(json['client_id']);
    return json;
  }

  /** Returns the URL of an authorization request; a parameter that is `undefined` is left out. */
  authorizationUrl(parameters: Record<string, string | undefined> = {}): URL {
    const url = new URL('/oauth/authorize', this.origin);
    const all = {
      response_type: 'code',
      client_id: this.id,
      redirect_uri: redirectUri,
      state: 'state of the client',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      resource: `${this.origin}/mcp`,
      scope: 'pets:read',
      ...parameters,
    };
    for (const [name, value] of Object.entries(all))
      if (value !== undefined) url.searchParams.set(name, value);
    return url;
  }

  /** Registers, and signs a person in. Returns the response of the token endpoint. */
  async connect(person: Person, name = 'ada', parameters: Record<string, string | undefined> = {}) {
    if (this.id === '') await this.register();
    const { url } = await person.signIn(this.authorizationUrl(parameters), name);
    return this.exchange(url.searchParams.get('code') ?? '');
  }

  /** Exchanges a code for tokens. */
  exchange(code: string, parameters: Record<string, string> = {}) {
    return this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: this.verifier,
      ...parameters,
    });
  }

  refresh(token: string, parameters: Record<string, string> = {}) {
    return this.token({ grant_type: 'refresh_token', refresh_token: token, ...parameters });
  }

  token(parameters: Record<string, string>) {
    const body = new URLSearchParams({ client_id: this.id, ...parameters }).toString();
    return this.post('/oauth/token', body, 'application/x-www-form-urlencoded');
  }

  async post(path: string, body: string, type: string): Promise<{ status: number; json: JsonObject }> {
    const headers = { 'content-type': type, accept: 'application/json' };
    const response = await fetch(new URL(path, this.origin), { method: 'POST', headers, body });
    const text = await response.text();
    return { status: response.status, json: text === '' ? {} : JSON.parse(text) };
  }
}

/** Calls a tool with a token; returns the status of HTTP. */
export async function callTool(url: string, token: string, name = 'getPet'): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: { petId: 1 } },
    }),
  });
  await response.text();
  return response.status;
}
