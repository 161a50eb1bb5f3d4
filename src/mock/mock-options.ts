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
