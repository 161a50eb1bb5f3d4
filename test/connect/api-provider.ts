import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Browser } from './browser.ts';
import { repository } from '../support/cli.ts';
import { jsonAnswer } from '../support/upstream.ts';
import type { Answer, RecordedRequest } from '../support/upstream.ts';

/** The client that this package is at the authorization server of the API. */
export const connector = { id: 'connector', secret: 'connector-secret-of-the-tests-which-is-long' };

/** The client that callers sign in through, on the pages of this package. */
export const signInClient = { id: 'pages', secret: 'pages-secret-of-the-tests-which-is-long' };

/** The client that exchanges the tokens of callers. */
export const exchangeClient = { id: 'exchanger', secret: 'exchanger-secret-of-the-tests-which-is-long' };

/** The URL of the MCP server whose tokens are exchanged. */
export const exchangedUrl = 'http://127.0.0.1/mcp';

/** The client that callers get tokens for an MCP server with. */
const app = { id: 'app', redirect: 'http://127.0.0.1/app' };

/** The authorization server of an API, in a process of its own. */
export interface ApiProvider extends AsyncDisposable {
  url: string;
  /** Answers as an API that accepts the tokens of the server, and says whose account a token is of. */
  guard(request: RecordedRequest): Promise<Answer>;
  /** Returns what the server says about a token. */
  introspect(token: string): Promise<{ active: boolean; sub?: string; scope?: string }>;
  /** Returns a token of a person for another server, as an MCP client gets it. */
  tokenFor(name: string, resource: string): Promise<string>;
  /** Makes the API refuse a token, as if it had ended there. */
  refuse(token: string): void;
  /** Refuses to exchange the tokens of a person. */
  endExchange(name: string): void;
  /** Revokes the grant of a token. */
  revoke(token: string): Promise<void>;
}

/** Starts the server. `redirectPaths` are those of the client, which has any port of this machine. */
export async function startApiProvider(
  redirectPaths: string[] = ['/connect/secured/oauth/callback'],
  lifetime = 600,
): Promise<ApiProvider> {
  const client = {
    client_id: connector.id,
    client_secret: connector.secret,
    application_type: 'native',
    redirect_uris: redirectPaths.map((path) => `http://127.0.0.1${path}`),
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
  };
  const pages = {
    ...client,
    client_id: signInClient.id,
    client_secret: signInClient.secret,
    redirect_uris: ['http://127.0.0.1/connect/sign-in'],
  };
  const own = {
    ...client,
    client_id: app.id,
    client_secret: undefined,
    token_endpoint_auth_method: 'none',
    redirect_uris: [app.redirect],
  };
  const exchanging = {
    client_id: exchangeClient.id,
    client_secret: exchangeClient.secret,
    redirect_uris: [],
    response_types: [],
    grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'],
  };
  const clients = [client, pages, own, exchanging];
  const settings = JSON.stringify({ lifetime, clients, exchangeFor: exchangedUrl });
  const child = spawn(process.execPath, [join(repository, 'test/connect/provider-process.mjs'), settings], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const url = String(line).trim();
  const authorization = `Basic ${Buffer.from(`${connector.id}:${connector.secret}`).toString('base64')}`;
  const post = (path: string, token: string): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ token }),
    });
  const introspect = async (token: string) =>
    (await (await post('/token/introspection', token)).json()) as { active: boolean; sub?: string };
  const refused = new Set<string>();
  return {
    url,
    introspect,
    async tokenFor(name, resource) {
      const verifier = randomBytes(32).toString('base64url');
      const query = new URLSearchParams({
        client_id: app.id,
        redirect_uri: app.redirect,
        response_type: 'code',
        scope: 'openid pets:read',
        resource,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const browser = new Browser();
      await browser.open(`${url}/auth?${query}`);
      const end = await browser.submit({ login: name }, app.redirect);
      const code = new URL(end.url).searchParams.get('code') ?? '';
      const fields = { grant_type: 'authorization_code', code, redirect_uri: app.redirect, resource };
      const body = new URLSearchParams({ ...fields, client_id: app.id, code_verifier: verifier });
      const response = await fetch(`${url}/token`, { method: 'POST', body });
      const { access_token: token } = (await response.json()) as { access_token: string };
      return token;
    },
    endExchange: (name) => void child.stdin.write(`${name}\n`),
    refuse: (token) => void refused.add(token),
    async guard(request) {
      const token = /^Bearer (.+)$/.exec(request.header('authorization') ?? '')?.[1];
      const { active, sub }: { active: boolean; sub?: string } =
        token === undefined || refused.has(token) ? { active: false } : await introspect(token);
      return active ? jsonAnswer({ account: sub }) : jsonAnswer({ error: 'unauthorized' }, 401);
    },
    revoke: async (token) => void (await post('/token/revocation', token)),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await once(child, 'close');
    },
  };
}
