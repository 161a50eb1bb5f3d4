import { hkdfSync, randomBytes } from 'node:crypto';
import { OpenApiMcpError } from '../../errors.ts';
import { asJsonObject, asString } from '../../json/narrow.ts';
import { createEncryption, secretsOf } from '../../store/encryption.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import { canRequestScopes, createClaimCheck } from '../claims.ts';
import { BrowserSessions } from './browser-session.ts';
import { clientFetch } from './client-fetch.ts';
import { createRegistrations } from './client-registrations.ts';
import { openIdentityProvider } from './identity-provider.ts';
import { loadOidcProvider } from './load-oidc-provider.ts';
import { isProxyPath, issuerOf } from './paths.ts';
import { createAdapter, createJsonStore } from './provider-adapter.ts';
import { providerConfiguration } from './provider-configuration.ts';
import { ProxyServer } from './proxy-server.ts';
import { renewPerson } from './renew-person.ts';
import { SignInFlow } from './sign-in-flow.ts';
import type { BrowserSignIn } from '../../runtime/security/user-accounts.ts';
import type { AccessOptions } from '../access-options.ts';
import type { AuthenticationResult } from '../token-verifier.ts';
import type { OAuthProxy, ProxiedServer } from './oauth-proxy-types.ts';

/** Most tokens and sign-ins of a server without a store. */
const memoryLimit = 100_000;

/**
 * Opens the authorization server for MCP clients. People sign in at the identity provider, where this server is one
 * registered application.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PACKAGE_MISSING
 */
export async function openOAuthProxy(provider: string, options: AccessOptions): Promise<OAuthProxy> {
  const { default: Provider, errors, interactionPolicy } = await loadOidcProvider();
  const identityProvider = await openIdentityProvider(provider, options);
  const secrets = options.authSecrets ?? randomBytes(32).toString('hex');
  const encryption = createEncryption(secrets);
  const clients = createRegistrations(encryption);
  const cookieKeys = secretsOf(secrets).map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, '', 'openapi-mcp cookies', 32)).toString('base64url'),
  );
  const lastingStore = options.authStore ?? createMemoryStore(memoryLimit);
  const pendingStore = options.authStore ?? createMemoryStore();
  const check = createClaimCheck(options);
  const requiredScopes = canRequestScopes(options) ? (options.authScopes ?? []) : [];
  let running: ProxyServer | undefined;
  let browserSignIn: BrowserSignIn | undefined;

  function start(server: ProxiedServer): void {
    const issuer = issuerOf(server.resource);
    const people = createJsonStore(lastingStore, issuer);
    const pending = createJsonStore(pendingStore, issuer);
    const adapter = createAdapter(people, pending, clients, async (grantId) => {
      await people.delete(`Grant ${String(grantId)}`);
      throw new errors.InvalidGrant('the code or token has been used');
    });
    const checkPerson = createClaimCheck({ requiredClaims: options.requiredClaims });
    const renewal = { identityProvider, people, server, errors, check: checkPerson, requiredScopes };
    const authorizationServer = new Provider(
      issuer,
      providerConfiguration({
        oidc: { errors, interactionPolicy },
        adapter,
        clients,
        people,
        canRenew: ({ tokens }) => identityProvider.canRenew(tokens),
        renew: (signIn) => renewPerson(renewal, signIn),
        resource: server.resource,
        scopes: () => server.scopes(),
        requiresResource: options.authRequireResource ?? false,
        cookieKeys,
        fetch: clientFetch(options),
      }),
    );
    authorizationServer.proxy = true;
    authorizationServer.on('server_error', (_, error) => {
      if (error instanceof Error) server.onError(error);
    });
    const flow = new SignInFlow({
      provider: authorizationServer,
      identityProvider,
      server,
      issuer,
      people,
      pending,
      check: checkPerson,
      sessions: new BrowserSessions(encryption, issuer),
    });
    browserSignIn = flow.browserSignIn;
    running = new ProxyServer(authorizationServer, flow, server, issuer);
  }

  async function verify(token: string, resource: string): Promise<AuthenticationResult | undefined> {
    const found = await running?.find(token, resource);
    if (found === undefined) return undefined;
    const identity = asJsonObject(found.extra?.['identity']) ?? {};
    const claims = {
      ...asJsonObject(identity['claims']),
      scope: found.scope ?? '',
      client_id: found.clientId,
    };
    return check({ issuer: asString(identity['issuer']) ?? '', claims });
  }

  return {
    start,
    get issuer() {
      return running?.issuer ?? '';
    },
    get browserSignIn() {
      return browserSignIn;
    },
    handles: isProxyPath,
    async handle(request, response) {
      if (running === undefined)
        throw new OpenApiMcpError('SIGN_IN_FAILED', 'the server has not started yet');
      return running.handle(request, response);
    },
    async verify(token, resource) {
      try {
        return await verify(token, resource);
      } catch {
        return { ok: false, status: 503, description: 'The store of sign-ins is not available' };
      }
    },
    close: async () => undefined,
  };
}
