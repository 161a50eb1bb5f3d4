/** Keeps texts by key: in memory, in encrypted files, or in Redis. */
export interface Store {
  /**
   * Returns the text of a key, or `undefined` if there is none, or if it has expired.
   *
   * @throws OpenApiMcpError STORE_UNAVAILABLE
   */
  get(key: string): Promise<string | undefined>;
  /**
   * Sets the text of a key until a time in milliseconds since 1970.
   *
   * @throws OpenApiMcpError STORE_UNAVAILABLE
   */
  set(key: string, text: string, expires: number): Promise<void>;
  /**
   * Sets the text of a key that has none. Returns false if it has one: of several processes one gets true.
   *
   * @throws OpenApiMcpError STORE_UNAVAILABLE
   */
  add(key: string, text: string, expires: number): Promise<boolean>;
  /** @throws OpenApiMcpError STORE_UNAVAILABLE */
  delete(key: string): Promise<void>;
  /**
   * Returns all keys that have a text.
   *
   * @throws OpenApiMcpError STORE_UNAVAILABLE
   */
  keys(): Promise<string[]>;
  close(): Promise<void>;
}
