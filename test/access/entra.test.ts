import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, createTokenExchange } from '../../src/index.ts';
import { securedDocument } from '../security/secured-api.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { entraClient, startEntra } from './entra.ts';
import { startIssuer } from './issuer.ts';
import { call, post, send } from './send.ts';
import type { ExchangeOptions } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';
import type { Entra } from './entra.ts';
import type { Issuer } from './issuer.ts';

// Entra's tokens are for the application, not for a URL.
const audience = `api://${entraClient.id}`;
let entra: Entra;
let issuer: Issuer;
let upstream: Upstream;
beforeEach(async () => {
  entra = await startEntra();
  issuer = await startIssuer({ audience });
  upstream = await startUpstream(() => jsonAnswer({ done: true }));
});
afterEach(async () => {
  await entra[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
  await upstream.close();
});

/** Calls as a person, and returns the result and what the API received. */
async function callAs(sub: string, options: Partial<ExchangeOptions> = {}, claims: object = {}) {
  const oauth = createTokenExchange({
    exchange: entra.issuer,
    exchangeGrant: 'on-behalf-of',
    exchangeScopes: ['api://pets/.default'],
    exchangeClientId: entraClient.id,
    exchangeClientSecret: entraClient.secret,
    ...options,
  });
  const document = securedDocument(
    upstream.url,
    { oauth: { type: 'http', scheme: 'bearer' } },
    { whoAmI: [{ oauth: [] }] },
  );
  const server = await createServer(document, { request: { credentials: { oauth } } });
  const publicUrl = 'https://mcp.example.com/mcp';
  const http = { port: 0, authJwt: issuer.url, authAudience: audience, publicUrl };
  const served = await server.serveHttp(http);
  const authorization = `Bearer ${await issuer.sign({ sub, ...claims })}`;
  const { text } = await send(served.url, post({ authorization }), call('whoAmI'));
  await served.close();
  await server.close();
  return { text, sent: upstream.requests.map((request) => request.header('authorization')) };
}

describe("Entra's on-behalf-of", () => {
  it('calls the API as the person who has consented', async () => {
    entra.consent('ada');
    entra.consent('eve');
    await callAs('ada');
    expect((await callAs('eve')).sent).toEqual([
      'Bearer token-of-ada-for-the-api',
      'Bearer token-of-eve-for-the-api',
    ]);
  });

  it.each<[what: string, options: Partial<ExchangeOptions>, message: string]>([
    ['consent', {}, 'has to consent to the API for the application of --exchange-client-id'],
    ['a scope', { exchangeScopes: [] }, "must contain the following parameter: 'scope'"],
    ['the right secret', { exchangeClientSecret: 'wrong' }, 'Check --exchange-client-id'],
    ['its grant', { exchangeGrant: 'token-exchange' }, "parameter: 'assertion'"],
  ])('sends nothing without %s', async (_, options, message) => {
    const { text, sent } = await callAs('bob', options);
    expect(text).toContain(message);
    expect(sent).toEqual([]);
  });

  it('says that the person has to sign in again', async () => {
    entra.consent('ada');
    entra.requireFactor('ada');
    const { text, sent } = await callAs('ada');
    expect(text).toContain('wants the person to sign in again, or to consent');
    expect(text).toMatch(
      /AADSTS50076: [^\n]* Trace ID: 0a1b Correlation ID: 2c3d Timestamp: 2026-01-01 00:00:00Z\)/,
    );
    expect(text).not.toContain('\r');
    expect(sent).toEqual([]);
  });
});
