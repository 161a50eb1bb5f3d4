import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, createTokenExchange } from '../../src/index.ts';
import { exchangeClient, exchangedUrl, startApiProvider } from '../connect/api-provider.ts';
import { accountDocument } from '../connect/connected-api.ts';
import { startUpstream } from '../support/upstream.ts';
import { call, post, send } from './send.ts';
import type { ExchangeOptions } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';
import type { ApiProvider } from '../connect/api-provider.ts';

let provider: ApiProvider;
let upstream: Upstream;
beforeAll(async () => {
  provider = await startApiProvider();
  upstream = await startUpstream((request) => provider.guard(request));
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await upstream.close();
});

/** Serves an API whose tokens come from the exchange at the provider, which signs callers in too. */
async function serve(options: Partial<ExchangeOptions> = {}) {
  const oauth = createTokenExchange({
    exchange: provider.url,
    exchangeAudience: 'pets-api',
    exchangeClientId: exchangeClient.id,
    exchangeClientSecret: exchangeClient.secret,
    ...options,
  });
  const server = await createServer(accountDocument(upstream.url, provider), {
    request: { credentials: { oauth } },
  });
  const served = await server.serveHttp({ port: 0, authJwt: provider.url, publicUrl: exchangedUrl });
  return {
    callAs: async (token: string): Promise<string> =>
      (await send(served.url, post({ authorization: `Bearer ${token}` }), call('whoAmI'))).text,
    async [Symbol.asyncDispose]() {
      await served.close();
      await server.close();
    },
  };
}

describe('token exchange at oidc-provider, in a process of its own', () => {
  it('calls the API as each caller, with a token that is for the API', async () => {
    await using server = await serve();
    for (const name of ['ada', 'eve']) {
      const token = await provider.tokenFor(name, exchangedUrl);
      expect(await server.callAs(token)).toContain(`{\\"account\\":\\"${name}\\"}`);
      const sent = upstream.requests.at(-1)?.header('authorization')?.slice(7) ?? '';
      expect(sent).not.toBe(token);
      expect(await provider.introspect(sent)).toMatchObject({ active: true, sub: name, scope: 'pets:read' });
    }
  });

  it('sends nothing for a caller whose tokens it exchanges no longer', async () => {
    await using server = await serve();
    const token = await provider.tokenFor('bob', exchangedUrl);
    provider.endExchange('bob');
    const before = upstream.requests.length;
    expect(await server.callAs(token)).toContain('The token of the caller was not accepted: sign in again.');
    expect(upstream.requests).toHaveLength(before);
  });

  it.each<[what: string, options: Partial<ExchangeOptions>, message: string]>([
    ['another audience', { exchangeAudience: 'other' }, 'Check --exchange-audience.'],
    ['a wrong secret', { exchangeClientSecret: 'wrong' }, 'Check --exchange-client-id'],
    ['another grant', { exchangeGrant: 'on-behalf-of' }, 'see --exchange-grant.'],
  ])('is refused with %s', async (_, options, message) => {
    await using server = await serve(options);
    const before = upstream.requests.length;
    expect(await server.callAs(await provider.tokenFor('ada', exchangedUrl))).toContain(message);
    expect(upstream.requests).toHaveLength(before);
  });
});
