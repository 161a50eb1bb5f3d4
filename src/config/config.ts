import type { CustomResource } from '../runtime/custom-resources.ts';
import type { CustomPrompt, CustomTool } from '../runtime/custom-tools.ts';
import type { CallHooks } from '../runtime/extension-options.ts';
import type { ConfigOperations } from './operation-hooks.ts';

/**
 * The keys of a config file: the flags of `serve` in camel case, and the changes to operations. Test code generates
 * this type from the tables of flags.
 */
export interface Config {
  /** URL or path of the schema of this file, for editors. */
  $schema?: string | undefined;
  /** Path or URL of the OpenAPI document, for command lines that name none. */
  document?: string | undefined;
  /** Connection to clients: standard input and output, or HTTP. */
  transport?: 'stdio' | 'http' | undefined;
  /** Offer each operation as a tool, or three tools that search, describe and call operations. */
  expose?: 'all' | 'search' | 'auto' | undefined;
  /** Offer the prompts of Markdown files: of a file, a folder, or a pattern such as prompts/*.md. In a program, the list can hold prompts that are code as well. */
  prompts?: (string | CustomPrompt)[] | undefined;
  /** Milliseconds that calls under way may take when the server ends; after them they are aborted. */
  shutdownGrace?: number | undefined;
  /** Load the API again when its documents, overlays, prompts or config file change. */
  watch?: boolean | undefined;
  /** Load the API again after each such time, as 30s, 5m or 1h; documents that have not changed are not sent again. */
  refresh?: string | undefined;
  /** Begin the names of tools with the key of their API, if there are several. */
  prefix?: 'on' | 'off' | boolean | undefined;
  /** Cache descriptions of documents in the user’s cache folder for faster starts. */
  cache?: 'on' | 'off' | boolean | undefined;
  /** Port to listen on; 0 selects a free port. */
  port?: number | undefined;
  /** Address to listen on. */
  host?: string | undefined;
  /** URL of the MCP endpoint for clients, if the server is behind a proxy. */
  publicUrl?: string | undefined;
  /** Accept requests with this host in addition to the address of the server. */
  allowedHost?: string[] | undefined;
  /** Allow pages of this origin to send requests and read responses. */
  allowedOrigin?: string[] | undefined;
  /** Forward this header of each incoming request to the API, instead of a credential of the server. */
  forwardHeader?: string[] | undefined;
  /** Largest request body in bytes that a client may send. */
  maxBodyBytes?: number | undefined;
  /** Largest total size in bytes of the headers of a request. */
  maxHeaderBytes?: number | undefined;
  /** Largest number of concurrent requests; a request beyond it gets status 503. */
  maxConcurrent?: number | undefined;
  /** Largest number of requests per minute and caller, or per address without authentication. */
  rateLimit?: number | undefined;
  /** Share limits of rates, confirmations and cached responses with other processes in this Redis. */
  redis?: string | undefined;
  /** Number of processes that serve the address together; 0 or auto is one for each core. */
  workers?: number | 'auto' | undefined;
  /** Show a page for people at `/` that lists and calls the tools. */
  explorer?: boolean | undefined;
  /** Milliseconds within which a client must send a complete request. */
  requestTimeout?: number | undefined;
  /** Allow unauthenticated access when listening on a non-loopback address. */
  allowUnauthenticated?: boolean | undefined;
  /** Accept callers with a token of this file, which has lines name:token or is JSON. */
  authTokenFile?: string | undefined;
  /** Accept callers with an access token (JWT) of this issuer. */
  authJwt?: string[] | undefined;
  /** Accept callers with an opaque access token of this issuer, which is asked about it. */
  authIntrospection?: string | undefined;
  /** Seconds for which what an issuer says about an opaque token is used again, so that a revoked one is refused after them. */
  authIntrospectionCache?: number | undefined;
  /** Let people sign in at this identity provider: github, google, gitlab, entra:TENANT, okta:DOMAIN, auth0:DOMAIN, cognito:POOL, or the URL of an OpenID Connect issuer. */
  authProvider?: string | undefined;
  /** Request this scope of the identity provider; profile and email by default. */
  authProviderScope?: string[] | undefined;
  /** Refuse clients that do not say by resource (RFC 8707) which server their token is for; by default it is this one. */
  authRequireResource?: boolean | undefined;
  /** Fetch the metadata documents of clients from private addresses as well. */
  authPrivateClients?: boolean | undefined;
  /** Client ID of this server at the issuer that introspects tokens, at the identity provider, or where callers sign in to the pages of accounts. */
  authClientId?: string | undefined;
  /** Audience (aud) that access tokens must have; the URL of the MCP endpoint by default. */
  authAudience?: string | undefined;
  /** Require this scope of access tokens. */
  authScope?: string[] | undefined;
  /** Claim that contains the scopes; by default scope, or scp if there is no scope. */
  authScopeClaim?: string[] | undefined;
  /** Require this value of a claim of access tokens, as in groups=api-users. */
  require?: string[] | undefined;
  /** Tell the API who calls, in this header: claim:email is a claim of the caller's token, name the caller's name, and jwt:email,groups a signed JWT with these claims. */
  identityHeader?: Record<string, string> | undefined;
  /** Accept only access tokens signed with this algorithm; by default every RSA, ECDSA and EdDSA algorithm. */
  authAlgorithm?: string[] | undefined;
  /** Seconds by which the clocks of this server and of the issuer may differ. */
  authClockSkew?: number | undefined;
  /** Offer only operations with safe methods, which change nothing. */
  readOnly?: boolean | undefined;
  /** Allow only operations that match one of these patterns. */
  allow?: string[] | undefined;
  /** Refuse operations that match one of these patterns. */
  deny?: string[] | undefined;
  /** Ask the person before a call that destroys or overwrites data, or before every call that changes data. */
  confirm?: 'destructive' | 'write' | undefined;
  /** Offer operations and tools that match this pattern only to callers with these scopes. */
  toolScope?: Record<string, string[]> | undefined;
  /** Append a line of JSON for each call to this file, or to standard error for -. */
  auditLog?: string | undefined;
  /** Include the arguments of calls in the audit log. */
  auditArguments?: boolean | undefined;
  /** Log lines of this level and above to standard error; each call is a line of info. */
  logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug' | undefined;
  /** Format of the log; by default pretty in a terminal, otherwise JSON. */
  logFormat?: 'json' | 'pretty' | undefined;
  /** Serve metrics for Prometheus at /metrics of this address; with on, of the address of the server. */
  metrics?: string | undefined;
  /** Send requests to this URL instead of the document’s servers; http://host keeps their path. */
  baseUrl?: string | undefined;
  /** Send requests to this server of the document: its number from 1, its name, its description or its URL. */
  server?: string | undefined;
  /** Values for variables of server URLs. */
  serverVar?: Record<string, string> | undefined;
  /** Send this header with every request. */
  header?: Record<string, string> | undefined;
  /** Validate arguments against the document: refuse mismatches, send and report them, or skip the check. */
  validateArguments?: 'strict' | 'warn' | 'off' | undefined;
  /** Send a credential that is set where the document declares security schemes, and requires them nowhere. */
  unrequiredCredentials?: 'on' | 'off' | boolean | undefined;
  /** Accept file: URLs of files in this folder as arguments for binary data. */
  allowFiles?: string | undefined;
  /** Milliseconds until a connection to the API is established, with TLS. */
  connectTimeout?: number | undefined;
  /** Milliseconds from the end of a request to the headers of its response; unlimited within the call by default. */
  headersTimeout?: number | undefined;
  /** Milliseconds between two parts of the body of a response; unlimited within the call by default. */
  bodyTimeout?: number | undefined;
  /** Milliseconds until a call without a complete response fails. */
  callTimeout?: number | undefined;
  /** Send a request again up to this many times if it failed and may be repeated: methods that are idempotent, requests with an idempotency key, and connections that failed before a byte was sent. */
  retries?: number | undefined;
  /** Send this header with POST and PATCH, with a new value for each call, so that they can be repeated too. */
  idempotencyKey?: string | undefined;
  /** Suspend calls to an origin after this many failures in a row: no response, or status 502, 503 or 504. */
  breakerFailures?: number | undefined;
  /** Milliseconds for which calls are suspended, until one is tried. */
  breakerPause?: number | undefined;
  /** Largest number of concurrent calls to an origin. */
  upstreamConcurrency?: number | undefined;
  /** Most calls to an origin that wait for a limit; further ones are refused. */
  upstreamQueue?: number | undefined;
  /** Most calls to an origin in a span of time: 10/s, 100/m or 1000/h. */
  upstreamRate?: string | undefined;
  /** Cache responses of the API for each caller by RFC 9111, in at most this many megabytes of memory. */
  responseCache?: number | undefined;
  /** Read variables from this file too; the environment takes precedence. */
  envFile?: string | undefined;
  /** Use the key or token that this command prints, for every scheme without a credential, or for one scheme with scheme=command. */
  authCommand?: string[] | undefined;
  /** Use this client certificate (PEM) on every connection to the API and to its token endpoints. */
  clientCert?: string | undefined;
  /** Its key (PEM); a passphrase comes from OPENAPI_MCP_CLIENT_KEY_PASSPHRASE. */
  clientKey?: string | undefined;
  /** Let each caller connect an account of their own, for every oauth2 or openIdConnect scheme that signs a person in. */
  perUser?: boolean | undefined;
  /** Let each caller enter their own key, token or login for this security scheme. */
  perUserKey?: string[] | undefined;
  /** Exchange the caller's access token at this authorization server for one for the API. */
  exchange?: string | undefined;
  /** Grant of the exchange: token exchange (RFC 8693), or on-behalf-of as Microsoft Entra has it. */
  exchangeGrant?: 'token-exchange' | 'on-behalf-of' | undefined;
  /** Audience of the exchanged token: the name of the API at the authorization server. */
  exchangeAudience?: string | undefined;
  /** Request this scope for exchanged tokens; by default those that the operation requires. */
  exchangeScope?: string[] | undefined;
  /** Client ID of this server where tokens are exchanged. */
  exchangeClientId?: string | undefined;
  /** Store the tokens of callers, encrypted, in this folder or in Redis (redis://host:port), so that processes share them. */
  tokenStore?: string | undefined;
  /** Encrypt the store by the first secret of this file, and decrypt by every one; else OPENAPI_MCP_AUTH_SECRET has them. */
  authSecretFile?: string | undefined;
  /** Trust the certificate authorities in this file (PEM) in addition to those of Node.js. */
  ca?: string | undefined;
  /** Do not verify TLS certificates, so that anyone on the network path can read and change everything, including credentials. */
  insecure?: boolean | undefined;
  /** Largest response of the API in bytes; the rest is not read. */
  maxResponseBytes?: number | undefined;
  /** Most characters of a response in a result; a longer response is truncated. */
  maxResultChars?: number | undefined;
  /** Validate responses against the document: report mismatches, return them as errors, or skip the check. */
  validateResponses?: 'warn' | 'strict' | 'off' | undefined;
  /** Return HTML responses as the text that a person reads, or as their source. */
  html?: 'text' | 'source' | undefined;
  /** Add this header of the API’s responses to the _meta of results. */
  resultHeaders?: string[] | undefined;
  /** Hide the content of the API’s error responses, for servers with untrusted callers. */
  maskErrors?: boolean | undefined;
  /** Send calls to a mock of the API, which responds from the examples and schemas of the document. */
  mock?: boolean | undefined;
  /** Make the responses of the mock repeatable. */
  mockSeed?: number | undefined;
  /** Expose only operations that match one of these patterns. */
  include?: string[] | undefined;
  /** Leave out operations that match one of these patterns. */
  exclude?: string[] | undefined;
  /** Name of the server in resource URIs and environment variables; the slug of the title by default. */
  name?: string | undefined;
  /** Name tools as the document does, or by the short part of ids that repeat path and method. */
  names?: 'document' | 'short' | undefined;
  /** Offer GET operations as resources and resource templates. In a program, a list can hold custom resources, and the mode besides them. */
  resources?: 'on' | 'off' | ('on' | 'off' | CustomResource)[] | undefined;
  /** Dialect in which tools are listed. */
  profile?: 'default' | 'full' | 'gemini' | 'codex' | 'openai-strict' | 'cursor' | 'llamaindex' | undefined;
  /** Give tools an output schema. */
  outputSchema?: 'on' | 'off' | boolean | undefined;
  /** Size in bytes to which output schemas are pruned. */
  outputSchemaBytes?: number | undefined;
  /** Add an argument resultFilter, a JMESPath expression, to each tool that returns JSON. */
  responseFilter?: boolean | undefined;
  /** Add an argument extraQuery to each tool, for query parameters that the document does not name. */
  allowExtraQuery?: boolean | undefined;
  /** Send calls in a session: keep the cookies of each caller, log in by an operation, and send a CSRF token. */
  session?: Record<string, string> | undefined;
  /** Refuse a document with flaws instead of repairing or relaxing them. */
  strict?: boolean | undefined;
  /** Largest size in bytes of the document, and of each document that it refers to. */
  maxDocumentBytes?: number | undefined;
  /** Follow references to other origins, and from a local file to the network. */
  allowRemoteRefs?: boolean | undefined;
  /** Follow references and redirects to loopback, private and link-local addresses. */
  allowPrivateRefs?: boolean | undefined;
  /** Folder that the references of a local document may lead to; by default the folder of the document. */
  refsRoot?: string | undefined;
  /** Apply this overlay (OpenAPI Overlay 1.0 or 1.1) to the document. */
  overlay?: string[] | undefined;
  /** Send this header when the document is fetched. */
  documentHeader?: Record<string, string> | undefined;
  /** Send the headers that this command prints, one a line, when the document is fetched. */
  documentCommand?: string | undefined;
  /** Milliseconds within which the document and all documents that it refers to must be fetched. */
  fetchTimeout?: number | undefined;
  /** Changes to operations by pattern: a name, tag:NAME, a method, a path or METHOD /path. */
  operations?: ConfigOperations | undefined;
  /** Functions that run before and after every call; only in a config file that is a program. */
  hooks?: CallHooks | undefined;
  /** Custom tools; only in a config file that is a program. */
  tools?: CustomTool[] | undefined;
  /** Several APIs of one server by key, which is the prefix of their tools. */
  apis?: Record<string, ConfigFileApi> | undefined;
}

/** An API of several: its document, and options for it alone. */
export type ConfigFileApi = Pick<
  Config,
  | 'document'
  | 'prompts'
  | 'prefix'
  | 'readOnly'
  | 'allow'
  | 'deny'
  | 'confirm'
  | 'toolScope'
  | 'baseUrl'
  | 'server'
  | 'serverVar'
  | 'header'
  | 'validateArguments'
  | 'unrequiredCredentials'
  | 'allowFiles'
  | 'connectTimeout'
  | 'headersTimeout'
  | 'bodyTimeout'
  | 'callTimeout'
  | 'retries'
  | 'idempotencyKey'
  | 'breakerFailures'
  | 'breakerPause'
  | 'upstreamConcurrency'
  | 'upstreamQueue'
  | 'upstreamRate'
  | 'responseCache'
  | 'envFile'
  | 'authCommand'
  | 'clientCert'
  | 'clientKey'
  | 'perUser'
  | 'perUserKey'
  | 'exchange'
  | 'exchangeGrant'
  | 'exchangeAudience'
  | 'exchangeScope'
  | 'exchangeClientId'
  | 'tokenStore'
  | 'authSecretFile'
  | 'ca'
  | 'insecure'
  | 'maxResponseBytes'
  | 'maxResultChars'
  | 'validateResponses'
  | 'html'
  | 'resultHeaders'
  | 'maskErrors'
  | 'mock'
  | 'mockSeed'
  | 'include'
  | 'exclude'
  | 'names'
  | 'resources'
  | 'profile'
  | 'outputSchema'
  | 'outputSchemaBytes'
  | 'responseFilter'
  | 'allowExtraQuery'
  | 'session'
  | 'strict'
  | 'maxDocumentBytes'
  | 'allowRemoteRefs'
  | 'allowPrivateRefs'
  | 'refsRoot'
  | 'overlay'
  | 'documentHeader'
  | 'documentCommand'
  | 'fetchTimeout'
  | 'operations'
  | 'hooks'
  | 'tools'
>;
