/**
 * The authorization server of an API, in a process of its own: the library oidc-provider, with a page on which anybody signs
 * in under any name. It prints its URL, and ends with its standard input.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import OidcProvider from 'oidc-provider';

const [, , settings = '{}'] = process.argv;
const { lifetime = 600, clients = [] } = JSON.parse(settings);
Object.assign(console, { warn: () => undefined, info: () => undefined, error: () => undefined });

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}`;
const provider = new OidcProvider(url, {
  clients,
  claims: { openid: ['sub'], email: ['email'] },
  conformIdTokenClaims: false,
  scopes: ['openid', 'email', 'offline_access', 'pets:read', 'pets:write'],
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
    // A client may ask for a token for another server, which it then verifies by its signature (RFC 8707).
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, audience) => ({ scope: 'pets:read', audience, accessTokenFormat: 'jwt' }),
    },
  },
  ttl: { AccessToken: lifetime, RefreshToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 600 },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  pkce: { required: () => true },
  findAccount: (_, accountId) => ({
    accountId,
    claims: () => ({ sub: accountId, email: `${accountId}@example.com` }),
  }),
});
const handle = provider.callback();

/** Asks for a name, and grants what the client requests to whoever says one; `nobody` refuses. */
async function interact(request, response) {
  if (request.method !== 'POST')
    return response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        '<!doctype html><title>Sign in</title><form method="post"><input name="login"><button>Sign in</button></form>',
      );
  const login = new URLSearchParams(await text(request)).get('login') ?? '';
  if (login === 'nobody') return provider.interactionFinished(request, response, { error: 'access_denied' });
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: login, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  if (params.resource !== undefined) grant.addResourceScope(params.resource, 'pets:read');
  return provider.interactionFinished(request, response, {
    login: { accountId: login },
    consent: { grantId: await grant.save() },
  });
}

server.on('request', (request, response) => {
  const task = request.url.startsWith('/interaction/')
    ? interact(request, response)
    : handle(request, response);
  task.catch(() => response.destroy());
});
process.stdin.on('end', () => process.exit()).resume();
process.stdout.write(`${url}\n`);
