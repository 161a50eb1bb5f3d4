/** A value for each security scheme that a request can carry. */
export type Credential = { value: string } | { username: string; password: string };

/** How calls are made. */
export interface RuntimeOptions {
  /** Send requests to this URL instead of the document's servers. */
  baseUrl?: string;
  /** Values for variables of server URLs. */
  serverVariables?: Record<string, string>;
  /** Send this header with every request. */
  headers?: Record<string, string>;
  /** Credentials by the name of their security scheme. */
  credentials?: Record<string, Credential>;
  /**
   * Milliseconds until a call without a complete answer fails.
   * @default 30000
   */
  timeout?: number;
  /**
   * Largest answer in bytes that is read from the API.
   * @default 10485760
   */
  maxResponseBytes?: number;
  /** Also pass on these headers of the API's answers, in a result's `_meta`. */
  resultHeaders?: string[];
  /**
   * Hide what the API says in errors, for servers shared with strangers.
   * @default false
   */
  maskErrors?: boolean;
  /**
   * Whether GETs are offered as resources and templates.
   * @default 'on'
   */
  resources?: 'on' | 'off';
}
