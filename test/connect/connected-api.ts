import { createServer, createUserAccounts, describeApi, loadDocument } from '../../src/index.ts';
import { connectHttp } from '../interop/connect.ts';
import { clientKinds } from '../interop/clients.ts';
import { securedDocument } from '../security/secured-api.ts';
import { connector } from './api-provider.ts';
import { Browser } from './browser.ts';
import type { AuditEntry, HttpOptions, JsonObject, PerUserOptions, ServerOptions } from '../../src/index.ts';
import type { ClientKind } from '../interop/clients.ts';
import type { ApiProvider } from './api-provider.ts';

/** The callers of a server, with their tokens. */
export const tokens = ['ada', 'eve'].map((name) => ({ name, token: `token-of-${name}-0123456789` }));

export const tokenOf = (name: string): string => tokens.find((each) => each.name === name)?.token ?? name;

/** The variables of the client of the scheme `oauth`. */
export const environment = {
  SECURED_OAUTH_CLIENT_ID: connector.id,
  SECURED_OAUTH_CLIENT_SECRET: connector.secret,
};

/** Returns a document whose operations need an account of a provider. */
export function accountDocument(server: string, provider: Pick<ApiProvider, 'url'>): JsonObject {
  const flow = {
    authorizationUrl: `${provider.url}/auth`,
    tokenUrl: `${provider.url}/token`,
    scopes: { 'pets:read': 'Read', offline_access: 'Stay' },
  };
  return securedDocument(
    server,
    { oauth: { type: 'oauth2', flows: { authorizationCode: flow } } },
    { whoAmI: [{ oauth: ['pets:read'] }], maybe: [{ oauth: ['pets:read'] }, {}], open: [] },
  );
}

/** A server whose callers connect accounts. */
export interface ConnectedApi extends AsyncDisposable {
  url: string;
  entries: AuditEntry[];
  /** Calls a tool. `name` is that of a caller with a static token, or the token itself. */
  call(name: string, tool?: string, kind?: ClientKind): Promise<Record<string, unknown>>;
  /** Returns the link that a call of a caller answers with. */
  linkOf(name: string): Promise<string>;
  /** Connects an account, as a person in front of a browser, and returns the last page. */
  connect(name: string, account: string, browser?: Browser): Promise<Browser['page']>;
}

/** Serves a document, called `secured`, with accounts of callers. */
export async function serveAccounts(
  document: JsonObject,
  options: Partial<PerUserOptions> = {},
  { http = {}, ...more }: ServerOptions & { http?: HttpOptions } = {},
): Promise<ConnectedApi> {
  const { descriptor } = describeApi(await loadDocument(document), { name: 'secured' });
  const accounts = createUserAccounts(descriptor, { environment, ...options });
  const entries: AuditEntry[] = [];
  const server = await createServer(descriptor, {
    ...more,
    request: { credentials: accounts.credentials, accounts },
    audit: { write: (entry) => void entries.push(entry) },
  });
  const served = await server.serveHttp({ port: 0, authTokens: tokens, ...http });

  async function call(name: string, tool = 'whoAmI', kind: ClientKind = clientKinds[0]) {
    const client = await connectHttp(kind, served.url, { authorization: `Bearer ${tokenOf(name)}` });
    try {
      return await client.callTool(tool);
    } finally {
      await client.close();
    }
  }

  async function linkOf(name: string): Promise<string> {
    const failure: unknown = await call(name).catch((error: unknown) => error);
    const [link = ''] = /http\S+\/connect\/\S+/.exec(String(failure)) ?? [];
    return link;
  }

  return {
    url: served.url,
    entries,
    call,
    linkOf,
    async connect(name, account, browser = new Browser()) {
      await browser.open(await linkOf(name));
      await browser.submit({ token: tokenOf(name) });
      return browser.submit({ login: account });
    },
    async [Symbol.asyncDispose]() {
      await served.close();
      await server.close();
    },
  };
}
