/** Options of a mock server. */
export interface MockOptions {
  /**
   * Port to listen on; 0 selects a free port.
   * @default 0
   */
  port?: number | undefined;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  host?: string | undefined;
  /** Seed of the responses, random by default. The same seed gives the same responses. */
  seed?: number | undefined;
  /**
   * Accept query parameters that the document does not declare.
   * @default false
   */
  allowUndeclaredQuery?: boolean | undefined;
}
