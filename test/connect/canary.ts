import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Agent } from 'node:http';
import { text } from 'node:stream/consumers';
import { call, post, send } from '../access/send.ts';
import { asJsonObject, asString } from '../../src/json/narrow.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { securedDocument } from '../security/secured-api.ts';
import { Browser } from './browser.ts';
import type { JsonObject, NamedToken } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';

export const callerCount = 200;

/** Two hundred callers, each with a canary in every token and every answer. */
export const callers: NamedToken[] = Array.from({ length: callerCount }, (_, index) => ({
  name: `canary${index}.`,
  token: `static-canary${index}.-of-the-tests`,
}));

/** Returns the canaries in a text. */
export function canariesIn(found: string): Set<string> {
  return new Set(found.match(/canary\d+\./g));
}

/** An API with its authorization server, whose tokens have the canary of their person. Refresh tokens work once. */
export interface CanaryApi extends AsyncDisposable {
  upstream: Upstream;
  document: JsonObject;
  /** The refresh tokens that were used twice. */
  reused: string[];
  /** The number of refreshes. */
  refreshes(): number;
}

/** Starts the API. Its access tokens live for `lifetime` seconds. */
export async function startCanaryApi(lifetime: number): Promise<CanaryApi> {
  const used = new Set<string>();
  const reused: string[] = [];
  let count = 0;
  let refreshes = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const form = new URLSearchParams(body);
      const given = form.get('code') ?? form.get('refresh_token') ?? '';
      const [canary = ''] = canariesIn(given);
      if (form.get('grant_type') === 'refresh_token') refreshes += 1;
      if (used.has(given)) {
        reused.push(given);
        return response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: 'invalid_grant' }));
      }
      used.add(given);
      count += 1;
      const answer = {
        access_token: `access-${canary}${count}`,
        refresh_token: `refresh-${canary}${count}`,
        token_type: 'Bearer',
        expires_in: lifetime,
      };
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const upstream = await startUpstream((request) => {
    const [canary = ''] = canariesIn(request.header('authorization') ?? '');
    const { headers, ...answer } = jsonAnswer({ data: `data of ${canary}` });
    return { ...answer, headers: { ...headers, 'cache-control': 'max-age=60' } };
  });
  const flow = { authorizationUrl: `${url}/auth`, tokenUrl: `${url}/token`, scopes: {} };
  return {
    upstream,
    document: withQuery(
      securedDocument(
        upstream.url,
        { oauth: { type: 'oauth2', flows: { authorizationCode: flow } } },
        { whoAmI: [{ oauth: [] }] },
      ),
    ),
    reused,
    refreshes: () => refreshes,
    async [Symbol.asyncDispose]() {
      await upstream.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Returns the document with a parameter that a caller says its own name in. */
function withQuery(document: JsonObject): JsonObject {
  const paths = asJsonObject(document['paths']);
  const item = asJsonObject(paths?.['/whoAmI']);
  const operation = asJsonObject(item?.['get']);
  const parameters = [{ name: 'name', in: 'query', schema: { type: 'string' } }];
  return { ...document, paths: { '/whoAmI': { get: { ...operation, parameters } } } };
}

/** Connects the account of a caller at a server, in a browser that is signed in, or with the token of the caller. */
export async function connectCanary(
  url: string,
  caller: NamedToken,
  agent: Agent,
  browser: Browser = new Browser(),
): Promise<void> {
  const { text: failure } = await callAs(url, caller, agent);
  const page = await browser.open(/http:[^\s"\\]+\/connect\/[^\s"\\]+/.exec(failure)?.[0] ?? '');
  const fields = page.text.includes('name="token"') ? { token: caller.token } : undefined;
  const start = await browser.submit(fields, '/auth?');
  const state = new URL(start.url).searchParams.get('state') ?? '';
  const query = new URLSearchParams({ code: `code-${caller.name}`, state });
  const end = await browser.open(new URL(`/connect/secured/oauth/callback?${query}`, url).href);
  if (!end.text.includes('is now connected')) throw new Error(end.text);
}

/** Calls the operation as a caller, who says its own name, or another text. */
export function callAs(url: string, { name, token }: NamedToken, agent: Agent, said: string = name) {
  const headers = { authorization: `Bearer ${token}`, 'mcp-protocol-version': '2025-11-25' };
  return send(url, { ...post(headers), agent }, call('whoAmI', { name: said }));
}

/** Calls as all callers in a random order, at several servers, and returns the texts that have a canary of another. */
export async function callInterleaved(
  urls: string[],
  rounds: number,
  agent: Agent,
  everybody: NamedToken[] = callers,
): Promise<{ wrong: string[]; failures: string[] }> {
  const order = Array.from({ length: rounds * callerCount }, () => Math.floor(Math.random() * callerCount));
  const wrong: string[] = [];
  const failures: string[] = [];
  await Promise.all(
    [...everybody.keys(), ...order].map(async (index) => {
      const caller = everybody[index] ?? { name: '', token: '' };
      const url = urls[Math.floor(Math.random() * urls.length)] ?? '';
      const answer = await callAs(url, caller, agent).catch((error: unknown) => error);
      if (answer instanceof Error) return void failures.push(answer.message);
      const found = asString(asJsonObject(answer)?.['text']) ?? '';
      const canaries = [...canariesIn(found)];
      if (!found.includes(`data of ${caller.name}`)) failures.push(found);
      if (canaries.some((canary) => canary !== caller.name)) wrong.push(`${caller.name}: ${found}`);
    }),
  );
  return { wrong, failures };
}

/** Returns the requests to the API whose token is not that of the person whom the request names. */
export function mixedRequests({ requests }: Upstream): string[] {
  return requests
    .map(({ target, headers }) => `${target} ${JSON.stringify(headers)}`)
    .filter((whole) => canariesIn(whole).size !== 1);
}
