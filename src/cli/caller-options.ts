import { randomBytes } from 'node:crypto';
import { secretFrom } from '../credentials/environment.ts';
import { OpenApiMcpError } from '../errors.ts';
import { accessSecrets } from './flags/access-flags.ts';
import { connectionOptions } from './flags/connection-flags.ts';
import { clientCertificate } from './flags/credential-flags.ts';
import { exchangeOptions, hasAccounts } from './flags/exchange-flags.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { currentWorker } from './workers/current-worker.ts';
import { memoize } from '../json/memoize.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { RequestOptions } from '../runtime/request/request-options.ts';
import type { Store } from '../store/store.ts';
import type { IdentitySigner } from '../runtime/security/identity.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { OpenedAccounts } from '../connect/user-accounts.ts';
import type { SignInOptions } from '../connect/per-user-options.ts';
import type { CredentialFlags } from './flags/credential-flags.ts';
import type { RequestFlags } from './flags/request-flags.ts';
import type { ConnectionFlags } from './flags/connection-flags.ts';
import type { ExchangeFlags } from './flags/exchange-flags.ts';
import type { AccessFlags } from './flags/access-flags.ts';
import type { Environment } from '../credentials/environment.ts';

/** The options of requests that depend on the caller, and the store of their tokens. The caller of the function closes it. */
export interface CallerOptions {
  request: RequestOptions;
  store: Store | undefined;
}

/** The flags that say what a call of a caller sends. */
type CallerFlags = Pick<AccessFlags, 'identityHeader' | 'authClientId' | 'authJwt' | 'authIntrospection'> &
  Pick<RequestFlags, 'baseUrl' | 'server' | 'serverVar'> &
  Pick<CredentialFlags, 'envFile' | 'clientCert' | 'clientKey'> &
  ExchangeFlags &
  ConnectionFlags;

/** All APIs of a server have the same keys. */
const signerOf = memoize(async (environment: Environment): Promise<IdentitySigner> => {
  const { createIdentitySigner } = await import('../access/identity-signer.ts');
  const key = secretFrom(environment, 'OPENAPI_MCP_IDENTITY_KEY');
  return createIdentitySigner(key ?? (await currentWorker()?.identityKey()));
});

/**
 * Returns the options that depend on the caller of each request, among them credentials for the schemes of an API.
 *
 * @throws OpenApiMcpError OPTION_INVALID; CREDENTIALS_UNAVAILABLE for a file that cannot be read
 */
export async function callerOptions(
  api: ApiDescriptor,
  flags: CallerFlags,
  environment: Environment,
): Promise<CallerOptions> {
  const { identityHeader: identityHeaders, exchange } = flags;
  const isPerUser = hasAccounts(flags);
  const isSigned = Object.values(identityHeaders ?? {}).some((source) => source.startsWith('jwt'));
  const store = exchange === undefined && !isPerUser ? undefined : await storeOf(flags, environment);
  const accounts = isPerUser ? await accountsFor(api, flags, environment, store) : undefined;
  const request = omitUndefined({
    identityHeaders,
    identitySigner: isSigned ? await signerOf(environment) : undefined,
    accounts,
    credentials: {
      ...(exchange === undefined ? {} : await exchangesFor(api, flags, environment, store)),
      ...accounts?.credentials,
    },
  });
  return { request, store };
}

/** Without a store, accounts last as long as the process, also when the API is loaded again. */
const ownStateOf = memoize((_: Environment) => ({
  store: createMemoryStore(),
  secrets: randomBytes(32).toString('hex'),
}));

/** Returns the accounts that callers connect to an API. */
async function accountsFor(
  api: ApiDescriptor,
  flags: CallerFlags,
  environment: Environment,
  store: Store | undefined,
): Promise<OpenedAccounts> {
  const { createUserAccounts } = await import('../connect/user-accounts.ts');
  const { envFile, baseUrl, server, serverVar: serverVariables } = flags;
  const own = ownStateOf(environment);
  return createUserAccounts(api, {
    oauth: flags.perUser ?? false,
    keySchemes: flags.perUserKey,
    environment,
    envFile,
    baseUrl,
    server,
    serverVariables,
    clientCertificate: clientCertificate(flags, environment),
    connection: connectionOptions(flags, environment),
    store: store ?? own.store,
    secrets: secretsOf(flags, environment) ?? own.secrets,
    signIn: signInOptions(flags, environment),
  });
}

/** Returns the client that callers sign in through, if there is one. */
function signInOptions(
  { authClientId: clientId, authJwt = [], authIntrospection }: CallerFlags,
  environment: Environment,
): SignInOptions | undefined {
  const issuers = [...authJwt, ...(authIntrospection === undefined ? [] : [authIntrospection])];
  if (clientId === undefined || issuers.length === 0) return undefined;
  return omitUndefined({ issuers, clientId, clientSecret: accessSecrets(environment).authClientSecret });
}

/** Returns the exchange of callers' tokens for every scheme that takes a bearer token. */
async function exchangesFor(
  { securitySchemes }: ApiDescriptor,
  flags: ExchangeFlags & ConnectionFlags,
  environment: Environment,
  store: Store | undefined,
): Promise<RequestOptions['credentials']> {
  const { createTokenExchange } = await import('../credentials/token-exchange.ts');
  const connection = connectionOptions(flags, environment);
  const exchange = createTokenExchange({ ...exchangeOptions(flags, environment), store, connection });
  const declared = Object.entries(securitySchemes).filter(([, { type }]) => type !== 'unknown');
  const taking = declared.filter(
    ([, scheme]) =>
      scheme.type === 'oauth2' ||
      scheme.type === 'openIdConnect' ||
      (scheme.type === 'http' && scheme.scheme === 'bearer'),
  );
  if (declared.length > 0 && taking.length === 0)
    throw new OpenApiMcpError('OPTION_INVALID', 'no security scheme of the document takes a bearer token', {
      hint: 'Leave --exchange out, or declare an oauth2, openIdConnect or bearer scheme in an overlay.',
    });
  const names = declared.length === 0 ? ['bearer'] : taking.map(([name]) => name);
  return Object.fromEntries(names.map((name) => [name, exchange]));
}

/** Opens the store of tokens that the flags name. */
export async function storeOf(flags: ExchangeFlags, environment: Environment): Promise<Store | undefined> {
  if (flags.tokenStore === undefined) return undefined;
  const { openStore } = await import('../store/open-store.ts');
  return openStore(flags.tokenStore, secretsOf(flags, environment) ?? '');
}

/** Returns the secrets that tokens of callers are encrypted by. */
export function secretsOf(
  { authSecretFile }: Pick<ExchangeFlags, 'authSecretFile'>,
  environment: Environment,
): string | undefined {
  return authSecretFile ?? secretFrom(environment, 'OPENAPI_MCP_AUTH_SECRET');
}
