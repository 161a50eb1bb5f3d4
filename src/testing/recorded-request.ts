/** A request that an upstream received. */
export interface RecordedRequest {
  method: string;
  /** The path and the query as they were sent, neither decoded nor normalized. */
  target: string;
  /** The path as it was sent. */
  path: string;
  /** The decoded parameters of the query; a list for a name that was sent several times. */
  query: Record<string, string | string[]>;
  /** The headers by their names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}
