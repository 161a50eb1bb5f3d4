import type { OperationDescriptor } from '../../descriptor.ts';
import type { CallRelay, ExploredServer, Explorer, ExplorerSource } from '../../explorer/explorer-types.ts';
import type { AuditEntry } from '../../runtime/policy/audit-entry.ts';
import type { SecuritySchemeDescriptor } from '../../http/security-scheme.ts';
import type { IdentitySigner } from '../../runtime/security/identity.ts';
import type { UserAccounts } from '../../runtime/security/user-accounts.ts';
import type { OnError, ServedApi } from '../sdk.ts';
import type { Listen } from './address.ts';
import type { HttpOptions } from './http-options.ts';

/** A server that listens for HTTP. */
export interface HttpServer extends AsyncDisposable {
  /** The MCP endpoint. */
  url: string;
  /** The page on which a person tries the tools, if it is served. */
  explorerUrl?: string;
  port: number;
  /** Refuses further calls, lets those under way end within `shutdownGrace`, then aborts them. */
  close(): Promise<void>;
}

/** The options of `serveHttp`. */
export interface ServeHttpOptions extends HttpOptions {
  /**
   * Receives the errors that no client is told: refused requests, connections that broke, failures of the SDK, and a file
   * of tokens that became unreadable (TOKENS_UNREADABLE). They are ignored by default.
   */
  onError?: OnError | undefined;
  /** Returns the facts that the explorer shows besides what every MCP client sees. */
  explorerSource?: ExplorerSource | undefined;
  /**
   * Counts requests of a caller in place of `rateLimit`, together with other processes. Returns 0, or the seconds until
   * the caller may send another.
   */
  sharedLimit?: ((caller: string, count?: number) => Promise<number>) | undefined;
  /** Lets the server accept connections in place of an address of its own, such as those that another process accepts. */
  listen?: Listen | undefined;
  /** Shares the calls that the explorer shows with other processes. */
  explorerRelay?: CallRelay | undefined;
  /** Serves metrics at `/metrics`, to callers that the endpoint accepts. */
  metrics?: MetricsPage | undefined;
}

/** Returns the metrics of the process, with the media type of their text. */
export type MetricsPage = () => Promise<{ contentType: string; text: string }>;

/** An API that is served over HTTP. */
export interface HttpServedApi extends ServedApi {
  /** Receives audit entries about requests that did not become calls. */
  audit?: ((entry: AuditEntry) => void) | undefined;
  /** Signs what the API is told about callers. Its keys are published. */
  identitySigner?: IdentitySigner | undefined;
  /** The accounts that callers connect. Their pages are below `/connect`. */
  accounts?: readonly UserAccounts[] | undefined;
  /** Counts requests that a rate limit refused. */
  onRateLimit?: (() => void) | undefined;
  /** APIs with an endpoint of their own, `/mcp/<key>`, by key. */
  parts?: Record<string, ServedApi> | undefined;
  /** The security schemes of the API, whose scopes a page describes to people. */
  securitySchemes?: SecuritySchemeDescriptor[] | undefined;
  /** The operations that the explorer describes. */
  operations?: OperationDescriptor[] | undefined;
  /** The codes of the errors why other APIs are not served, by key. */
  failures?: Record<string, string> | undefined;
}

/** The parts of a server over HTTP that a generated server does not have. */
export interface HttpCapabilities {
  createExplorer?: (server: ExploredServer) => Explorer;
}
