// An identity provider with OpenID Connect in a process of its own. People sign in by a form with their name. It knows one
// application, which is argument 1: its redirect URI. Prints its URL.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

for (const name of ['warn', 'info', 'error']) console[name] = () => undefined;
const { default: Provider } = await import('oidc-provider');

/** Whom the provider knows, with their claims. */
const people = {
  ada: { email: 'ada@example.com', groups: ['api-users', 'admins'] },
  bob: { email: 'bob@example.com', groups: ['guests'] },
  eve: { email: '"><script>alert(1)</script>@example.com', groups: ['api-users'] },
};

/** Returns the claims of a person, or of anybody who is named as a canary. */
function claimsOf(name) {
  const canary = /^canary\d+\.$/.test(name)
    ? { email: `${name}@example.com`, groups: ['api-users'] }
    : undefined;
  return Object.hasOwn(people, name) ? people[name] : canary;
}

// A connection that ends while a request comes would fail a row on a busy machine.
const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(url, {
  clients: [
    {
      client_id: 'mcp-server',
      client_secret: 'secret-of-the-mcp-server',
      redirect_uris: process.argv.slice(2),
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: 'native',
    },
  ],
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  claims: { openid: ['sub'], profile: ['groups'], email: ['email'] },
  features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ['a key of the tests'] },
  ttl: { AccessToken: 600, Grant: 600, Session: 600, Interaction: 600, IdToken: 600, RefreshToken: 600 },
  findAccount: (_, accountId) =>
    claimsOf(accountId) && { accountId, claims: () => ({ sub: accountId, ...claimsOf(accountId) }) },
});
const handle = provider.callback();

async function answer(request, response) {
  if (!request.url.startsWith('/interaction/')) return handle(request, response);
  if (request.method === 'GET')
    return response
      .setHeader('content-type', 'text/html')
      .end(
        `<!doctype html><title>Sign in</title><form method="post"><label>Name <input name="name"></label><button>Sign in</button></form>`,
      );
  const form = new URLSearchParams(await text(request));
  const accountId = form.get('name') ?? '';
  const { params } = await provider.interactionDetails(request, response);
  if (claimsOf(accountId) === undefined)
    return provider.interactionFinished(request, response, { error: 'access_denied' });
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(request, response, {
    login: { accountId },
    consent: { grantId: await grant.save() },
  });
}

process.stdout.write(`${url}\n`);
