import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quietly } from '../support/authorization-server.ts';
import type Provider from 'oidc-provider';

/** An authorization server that gives tokens for MCP servers, to any client that registers. */
export interface IdentityProvider extends AsyncDisposable {
  url: string;
  /** Paths that were asked for, in order. */
  paths: string[];
  /** Does what a person does in a browser who agrees to everything; gives the address at which it ends. */
  browse(url: string): Promise<URL>;
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { default: OidcProvider } = await quietly(() => import('oidc-provider'));
  const paths: string[] = [];
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const known = await quietly(async () => new OidcProvider(url, configuration));
  provider = known;
  const handle = known.callback();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0] ?? '';
    paths.push(path.replace(/\/[\w-]{20,}$/, '/…'));
    if (path.startsWith('/interaction/')) return agree(request, response);
    return quietly(() => handle(request, response));
  }

  async function agree(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (provider === undefined) return;
    const { params } = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: 'ada', clientId: params['client_id'] ?? '' });
    grant.addOIDCScope(`openid offline_access ${scopes}`);
    grant.addResourceScope(params['resource'] ?? '', scopes);
    await provider.interactionFinished(request, response, {
      login: { accountId: 'ada' },
      consent: { grantId: await grant.save() },
    });
  }

  return {
    url,
    paths,
    async browse(start) {
      const cookies = new Map<string, string>();
      let location = start;
      for (let steps = 0; location.startsWith(url); steps += 1) {
        if (steps === 20) throw new Error(`there is no end: ${paths.slice(-8).join(' ')}`);
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(location, { redirect: 'manual', headers: { cookie } });
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          cookies.set(name, value);
        }
        const next = response.headers.get('location');
        if (next === null)
          throw new Error(`${location} answered ${response.status}: ${await response.text()}`);
        location = new URL(next, location).href;
      }
      return new URL(location);
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const scopes = 'pets:read pets:write';

const configuration = {
  scopes: ['openid', 'offline_access', ...scopes.split(' ')],
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_: unknown, resource: string) => ({
        scope: scopes,
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'RS256' } },
      }),
      useGrantedResource: () => true,
    },
  },
  ttl: { AccessToken: 600, Grant: 600, Session: 600, Interaction: 600, IdToken: 600, RefreshToken: 600 },
  pkce: { required: () => true },
  clientBasedCORS: () => true,
  findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
};
