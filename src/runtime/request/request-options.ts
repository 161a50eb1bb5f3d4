import type { ClientCertificate, ConnectionOptions } from '../../http/connection-options.ts';
import type { CallerOptions } from '../security/caller-options.ts';
import type { Credential } from '../security/credential.ts';

/**
 * Reads the file of a `file:` URL. The message of an error that it throws is shown to the client.
 */
export type FileReader = (url: string) => Promise<{ data: Buffer; filename: string }>;

/** The check of arguments before a request: refuse a mismatch, send it and report it, or skip the check. */
export type ArgumentValidation = 'strict' | 'warn' | 'off';

/** The requests to the API: their destination, headers, credentials and connections. */
export interface RequestOptions extends CallerOptions {
  /**
   * Send requests to this URL instead of the document's servers; http://host keeps their path. Any path in the URL
   * replaces it, so `http://host/` is the root. `unix:/run/podman.sock:/v1.41` is the path `/v1.41` at a Unix socket, and
   * `unix:/run/podman.sock` keeps the path of the server.
   */
  baseUrl?: string | undefined;
  /**
   * Send requests to this server of the document: its number from 1, its name, its description or its URL. An operation
   * with servers of its own uses its server of that name, if there is one. The first server by default.
   */
  server?: string | undefined;
  /** Values for variables of server URLs. */
  serverVariables?: Record<string, string> | undefined;
  /**
   * Send this header with every request. Content-Type, Content-Length, Host and other headers that frame a request are
   * refused.
   */
  headers?: Record<string, string> | undefined;
  /**
   * Validate arguments against the document: refuse mismatches, send and report them, or skip the check. For documents
   * that forbid what the API accepts; except with `strict`, a path parameter may also be empty.
   * @default 'strict'
   */
  validateArguments?: ArgumentValidation | undefined;
  /** Credentials by the name of their security scheme. */
  credentials?: Record<string, Credential> | undefined;
  /**
   * Send a credential that is set where the document declares security schemes, and requires them nowhere. `security: []`
   * means that none is sent.
   * @default 'on'
   */
  unrequiredCredentials?: 'on' | 'off' | undefined;
  /** The client certificate for every connection to the API. */
  clientCertificate?: ClientCertificate | undefined;
  /**
   * Forward this header of each incoming request to the API, instead of a credential of the server. It works over HTTP
   * only, and the values are not stored.
   */
  forwardHeaders?: string[] | undefined;
  /**
   * Milliseconds until a connection to the API is established, with TLS.
   * @default 10000
   */
  connectTimeout?: number | undefined;
  /** Milliseconds from the end of a request to the headers of its response; unlimited within the call by default. */
  headersTimeout?: number | undefined;
  /** Milliseconds between two parts of the body of a response; unlimited within the call by default. */
  bodyTimeout?: number | undefined;
  /**
   * Milliseconds until a call without a complete response fails.
   * @default 30000
   */
  callTimeout?: number | undefined;
  /** Lets arguments that hold bytes be `file:` URLs. `readFilesBelow` returns a reader for one folder. */
  readFile?: FileReader | undefined;
  /** The variables that fixed values of shaped arguments and the login of a session are read from, such as `process.env`. */
  environment?: Record<string, string | undefined> | undefined;
  /**
   * Send calls in the session that the descriptor describes. Switched off for a mock, which has no session.
   * @default true
   */
  sessions?: boolean | undefined;
  /** The connections to the API: proxies and trusted certificate authorities. */
  connection?: ConnectionOptions | undefined;
}
