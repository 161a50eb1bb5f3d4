import { operations } from './shop.ts';

/** Addresses that a config file of every key names. */
export interface Addresses {
  /** The origin of the API, which also has the document `/plain.json`. */
  upstream: string;
  issuer: string;
  audience: string;
}

/** Returns a config file with every key that a served and a generated server have in common, except for exceptions. */
export function everyKey({ upstream, issuer, audience }: Addresses): string {
  return `$schema: ../config.schema.json
transport: http
expose: all
prompts: [shared.md]
shutdownGrace: 1000
watch: true
refresh: 10m
prefix: 'on'
cache: 'off'
port: 0
host: 127.0.0.1
allowedHost: [shop.example]
allowedOrigin: ['https://shop.example']
forwardHeader: [X-Forwarded-Tenant]
maxBodyBytes: 100000
maxHeaderBytes: 20000
maxConcurrent: 100
rateLimit: 100000
explorer: false
requestTimeout: 20000
authJwt: ['${issuer}']
authAudience: ${audience}
authScope: [shop]
authScopeClaim: [scope]
authAlgorithm: [ES256]
authClockSkew: 10
require: [team=one]
identityHeader: { X-Caller: 'claim:owner' }
readOnly: false
allow: ['**']
deny: [listSecrets]
confirm: destructive
toolScope: { plain_reports: [reports] }
auditLog: audit.jsonl
auditArguments: true
logLevel: error
logFormat: json
metrics: 'on'
apis:
  shop:
    document: shop.json
    prompts: [own.md]
    prefix: 'off'
    deny: ['/refused']
    baseUrl: ${upstream}
    header: { X-Shop: one }
    validateArguments: strict
    unrequiredCredentials: 'off'
    connectTimeout: 5000
    headersTimeout: 5000
    bodyTimeout: 5000
    callTimeout: 8000
    retries: 1
    idempotencyKey: Idempotency-Key
    breakerFailures: 50
    breakerPause: 100
    upstreamConcurrency: 5
    upstreamQueue: 20
    upstreamRate: 1000/s
    responseCache: 1
    envFile: shop.env
    maxResponseBytes: 5000
    maxResultChars: 600
    validateResponses: warn
    html: text
    resultHeaders: [X-Total]
    maskErrors: true
    include: ['/**']
    exclude: [listHidden]
    resources: 'on'
    outputSchema: 'on'
    outputSchemaBytes: 300
    responseFilter: true
    maxDocumentBytes: 1000000
    allowRemoteRefs: false
    refsRoot: .
    overlay: [shop.overlay.yaml]
    ${operations.trimEnd().replaceAll('\n', '\n    ')}
  plain:
    document: ${upstream}/plain.json
    readOnly: true
    allow: [get]
    confirm: write
    toolScope: { listWares: [wares] }
    server: '2'
    serverVar: { place: '${upstream.replace(/^.*:/, '')}' }
    validateArguments: warn
    authCommand: [key=printf plain-secret]
    names: short
    profile: gemini
    outputSchema: 'off'
    resources: 'off'
    allowExtraQuery: true
    session: { keep: cookies }
    strict: true
    allowPrivateRefs: true
    documentHeader: { X-Document: header }
    documentCommand: "printf 'X-Command: command'"
    fetchTimeout: 10000
`;
}

const tls = 'Needs an API with TLS, whose certificates a generated server is given as options.';
const ofServe = 'A generated server has no such part.';
const signIn = 'Needs an identity provider.';

/** The keys that the parity run leaves out, each with the reason and the file of its rows. */
export const exceptions: Record<string, [reason: string, rows: string]> = {
  name: ['Belongs to one API: the key of an API is its name.', 'config/mistakes.test.ts'],
  publicUrl: ['The address of a proxy, which no client reaches here.', 'explorer/explorer.test.ts'],
  redis: ['Needs Redis.', 'store/redis-calls.system.test.ts'],
  workers: [ofServe, 'cli/workers.system.test.ts'],
  allowUnauthenticated: ['The server authenticates its callers.', 'access/incoming.test.ts'],
  authTokenFile: ['The callers have tokens of an issuer.', 'access/watch-token-file.test.ts'],
  authIntrospection: [
    'The callers have tokens of an issuer that signs them.',
    'access/introspection.test.ts',
  ],
  authIntrospectionCache: ['Belongs to authIntrospection.', 'access/introspection.test.ts'],
  authProvider: [ofServe, 'access/oauth.test.ts'],
  authProviderScope: [ofServe, 'access/oauth-proxy/providers.system.test.ts'],
  authRequireResource: [signIn, 'access/oauth-proxy/attacks.test.ts'],
  authPrivateClients: [signIn, 'access/oauth-proxy/metadata-document.test.ts'],
  authClientId: [signIn, 'access/introspection.test.ts'],
  allowFiles: ['A generated server is given a function that reads files.', 'wire/allow-files.test.ts'],
  clientCert: [tls, 'security/mutual-tls.test.ts'],
  clientKey: [tls, 'security/mutual-tls.test.ts'],
  ca: [tls, 'security/mutual-tls.test.ts'],
  insecure: [tls, 'security/mutual-tls.test.ts'],
  perUser: [ofServe, 'connect/per-user.test.ts'],
  perUserKey: [ofServe, 'connect/keys.test.ts'],
  exchange: [signIn, 'access/token-exchange.test.ts'],
  exchangeGrant: [signIn, 'access/real-exchange.test.ts'],
  exchangeAudience: [signIn, 'access/token-exchange.test.ts'],
  exchangeScope: [signIn, 'access/token-exchange.test.ts'],
  exchangeClientId: [signIn, 'access/token-exchange.test.ts'],
  tokenStore: [ofServe, 'access/token-exchange.test.ts'],
  authSecretFile: [ofServe, 'access/token-exchange.test.ts'],
  mock: [ofServe, 'cache/serve.test.ts'],
  mockSeed: [ofServe, 'cache/serve.test.ts'],
};
