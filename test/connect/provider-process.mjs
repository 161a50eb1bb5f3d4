/**
 * The authorization server of an API, in a process of its own: the library oidc-provider, with a page on which anybody signs
 * in under any name. It prints its URL, and ends with its standard input.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import OidcProvider, * as oidc from 'oidc-provider';

const [, , settings = '{}'] = process.argv;
const { lifetime = 600, clients = [], exchangeFor } = JSON.parse(settings);
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

// The exchange of tokens (RFC 8693): the token of a caller of an MCP server becomes one for the API.
const keys = createRemoteJWKSet(new URL(`${url}/jwks`));
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const revoked = new Set();
const parameters = ['subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'scope'];
provider.registerGrantType(exchange, exchangeToken, parameters);

async function exchangeToken(context) {
  const { client, params } = context.oidc;
  const { errors } = oidc;
  if (params.subject_token_type !== accessToken) throw new errors.InvalidRequest('subject_token_type');
  if (params.audience !== 'pets-api') throw new errors.InvalidTarget('unknown audience');
  const { payload } = await jwtVerify(params.subject_token, keys, {
    issuer: url,
    audience: exchangeFor,
  }).catch(() => {
    throw new errors.InvalidGrant('the subject token is not valid');
  });
  if (revoked.has(payload.sub)) throw new errors.InvalidGrant('the subject token was revoked');
  const token = new provider.AccessToken({
    client,
    accountId: payload.sub,
    scope: params.scope,
    gty: exchange,
  });
  context.body = {
    access_token: await token.save(),
    issued_token_type: accessToken,
    token_type: 'Bearer',
    expires_in: token.expiration,
    scope: params.scope,
  };
}

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
process.stdin.on('end', () => process.exit());
// Each line is the name of a person whose tokens are exchanged no longer.
createInterface(process.stdin).on('line', (name) => revoked.add(name));
process.stdout.write(`${url}\n`);
