/** The results that responses of the API become. */
export interface ResultOptions {
  /**
   * Largest response of the API in bytes; the rest is not read.
   * @default 10485760
   */
  maxResponseBytes?: number | undefined;
  /**
   * Most characters of a response in a result; a longer response is truncated. The result says how to get the rest, and
   * JSON stays valid. The default fits the strictest clients, which truncate at some 48,000 characters or 25,000
   * tokens.
   * @default 40000
   */
  maxResultChars?: number | undefined;
  /**
   * Return HTML responses as the text that a person reads, or as their source.
   * @default 'source'
   */
  html?: 'text' | 'source' | undefined;
  /** Add this header of the API's responses to the `_meta` of results. */
  resultHeaders?: string[] | undefined;
  /**
   * Hide the content of the API's error responses, for servers with untrusted callers.
   * @default false
   */
  maskErrors?: boolean | undefined;
  /**
   * Validate responses against the document: report mismatches, return them as errors, or skip the check. `warn`
   * reports them in the `_meta` of a result, and `strict` makes the result an error.
   * @default 'warn'
   */
  validateResponses?: 'warn' | 'strict' | 'off' | undefined;
  /**
   * Store truncated responses for some minutes, so that the client can read them whole. Only for a server with one
   * client, because every client can read them.
   * @default false
   */
  keepResponses?: boolean | undefined;
}
