import type { ClientCertificate, ConnectionOptions } from './runtime/options.ts';

export type {
  ClientCertificate,
  ConnectionOptions,
  Credential,
  CredentialProvider,
  CredentialRequest,
  FileReader,
  Login,
  ProxyOptions,
  RuntimeOptions,
  SecretValue,
} from './runtime/options.ts';

/** How a document is read. */
export interface LoadOptions {
  /**
   * Largest document in bytes, also for each document it refers to.
   * @default 67108864
   */
  maxDocumentBytes?: number;
  /**
   * Follow references to other origins, and from a local file to the network.
   * @default false
   */
  allowRemoteRefs?: boolean;
  /**
   * Let references, and redirects, lead to loopback, private and link-local addresses. What a document from such an
   * address refers to at its own origin is read without it.
   * @default false
   */
  allowPrivateRefs?: boolean;
  /**
   * Milliseconds that fetching a document and all that it refers to may take.
   * @default 60000
   */
  fetchTimeout?: number;
  /** How documents are fetched: over which proxy, and whom to trust. */
  connection?: ConnectionOptions;
  /** Ends loading early. */
  signal?: AbortSignal;
}

/** Which operations are exposed. A pattern is a tool's name or operationId, `tag:NAME`, a method, a path, or `METHOD path`; `*` and `**` are wild. */
export interface SelectOptions {
  /** Expose only operations that match one of these patterns. */
  include?: string[];
  /** Leave out operations that match one of these patterns. */
  exclude?: string[];
}

/** How an API is described. */
export interface DescribeOptions extends SelectOptions {
  /** Name of the server, used for its resource URIs and environment variables; the title's slug by default. */
  name?: string;
  /** Refuse a document with flaws instead of repairing or relaxing them. */
  strict?: boolean;
  /**
   * Whether input schemas repeat the schemas that they refer to, or write each once under `$defs`. `inline` repeats
   * them, save recursive ones; `defs` writes each once; `auto` repeats them as long as that is not too much.
   * @default 'auto'
   */
  refs?: 'auto' | 'inline' | 'defs';
  /**
   * Whether tools say what they return.
   * @default 'on'
   */
  outputSchema?: 'on' | 'off';
  /**
   * `strict` makes output schemas a promise, which serving with the same value keeps; otherwise they only describe.
   * @default 'warn'
   */
  validateResponses?: 'warn' | 'strict' | 'off';
  /**
   * Give each tool that answers JSON the argument `_filter`, a JMESPath expression. It picks what is needed.
   * @default false
   */
  responseFilter?: boolean;
}

/** Where a server listens for HTTP. */
export interface HttpOptions {
  /**
   * Port to listen on; 0 takes a free one.
   * @default 3000
   */
  port?: number;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  host?: string;
  /** URL of the MCP endpoint as clients reach it, behind a proxy. Tokens are for it; its host is one of `allowedHosts`. */
  publicUrl?: string;
  /** Also take requests that name this host. What names another is refused (DNS rebinding). */
  allowedHosts?: string[];
  /** Let pages of this origin send requests and read answers. All others are refused, but for those of this machine. */
  allowedOrigins?: string[];
  /**
   * Let in whoever reaches an address of other machines.
   * @default false
   */
  allowUnauthenticated?: boolean;
  /** Let in callers with a token of this file: lines name:token, or JSON. */
  authTokenFile?: string;
  /** Let in callers with one of these tokens. */
  authTokens?: NamedToken[];
  /** Let in callers with an access token (JWT) of this issuer. Its keys are found by discovery. */
  authJwt?: string;
  /** What access tokens are for, their `aud`; by default the URL of the MCP endpoint. */
  authAudience?: string;
  /** Let in only access tokens with this scope. */
  authScopes?: string[];
  /** Claim that scopes are read from; by default `scope`, else `scp`. */
  authScopeClaim?: string;
  /** Take only access tokens that are signed this way; by default RSA, ECDSA and EdDSA in every strength. */
  authAlgorithms?: string[];
  /**
   * Seconds that the clocks of this server and of the issuer may differ.
   * @default 30
   */
  authClockSkew?: number;
  /**
   * Largest request in bytes that is read from a client.
   * @default 4194304
   */
  maxBodyBytes?: number;
  /**
   * Most bytes of headers that are read from a client.
   * @default 16384
   */
  maxHeaderBytes?: number;
  /**
   * Most requests that are under way at once; more are told to come again.
   * @default 1000
   */
  maxConcurrent?: number;
  /** Most requests a minute from each caller; without authentication, from each address. */
  rateLimit?: number;
  /**
   * Milliseconds that a client may take to send a request.
   * @default 30000
   */
  requestTimeout?: number;
  /** How the issuer of `authJwt` is reached; by default as the API is. */
  connection?: ConnectionOptions;
}

/** A token that does not change, and who has it. */
export interface NamedToken {
  name: string;
  token: string;
  /** For `toolScopes`; none by default. */
  scopes?: string[];
}

/** How an API is mocked. */
export interface MockOptions {
  /**
   * Port to listen on; 0 takes a free one.
   * @default 0
   */
  port?: number;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  host?: string;
  /** The same seed makes the same answers; a random one by default. */
  seed?: number;
}

/** Where credentials come from. */
export interface CredentialOptions extends ConnectionOptions {
  /** Variables as `process.env` has them. */
  environment?: Record<string, string | undefined>;
  /** Read variables from this file too; those of the environment win. */
  envFile?: string;
  /**
   * Take the key or token that this command prints, for all schemes without one or for the one named. It prints the
   * bare value, or JSON with `access_token` and `expires_in`; it runs again where the value has ended or is refused.
   */
  authCommand?: string[];
  /** Where `login` keeps tokens; by default `openapi-mcp` in the user's folder for configuration. */
  tokenFolder?: string;
  /** Takes tokens of a login to this origin, besides those that the login was for. */
  baseUrl?: string;
  /** Also shown where tokens are asked for, as that of a scheme that is wanted beside. */
  clientCertificate?: ClientCertificate;
}

/** How a person logs in. */
export interface LoginOptions extends CredentialOptions {
  /** Log in for this security scheme, where there are several. */
  scheme?: string;
  /** Identifier of the client at the authorization server; by default that of the scheme's variable. */
  clientId?: string;
  /**
   * Port that the browser is sent back to; 0 takes a free one.
   * @default 0
   */
  port?: number;
  /** Values for variables of server URLs. */
  serverVariables?: Record<string, string>;
  /**
   * Log in with a code that is typed in on any device, where no browser of this machine can be sent back here.
   * @default false
   */
  device?: boolean;
  /** Told the address that the person has to open, and the code to type in there, if any. */
  onUrl: (url: string, code?: string) => void;
  /** Ends the login early. */
  signal?: AbortSignal;
}

/** What `generate` writes, and how. */
export interface GenerateOptions {
  /**
   * Copy the runtime's source beside the generated code, or import it from this package.
   * @default 'inline'
   */
  runtime?: 'inline' | 'package';
  /**
   * The MCP SDK to serve with: `@modelcontextprotocol/server` or, for repositories that are on it, `@modelcontextprotocol/sdk`.
   * @default 'v2'
   */
  sdk?: 'v2' | 'v1';
  /**
   * Write a whole project around the code: package.json, main.ts, a test, a Dockerfile, a README.
   * @default false
   */
  scaffold?: boolean;
  /** How generated files name one another; the nearest tsconfig.json decides by default. */
  importExtension?: '.ts' | '.js';
  /**
   * Overwrite generated files that were edited by hand.
   * @default false
   */
  force?: boolean;
  /**
   * Write nothing, and fail where the output is not up to date.
   * @default false
   */
  check?: boolean;
  /**
   * Write nothing, and say what would change.
   * @default false
   */
  dryRun?: boolean;
}
