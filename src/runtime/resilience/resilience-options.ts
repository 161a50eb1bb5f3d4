/** Options for an API that is slow or away at times. Each is off by default. */
export interface ResilienceOptions {
  /**
   * Send a request again up to this many times if it failed and may be repeated: methods that are idempotent, requests
   * with an idempotency key, and connections that failed before a byte was sent.
   * @default 0
   */
  retries?: number | undefined;
  /**
   * Send this header with POST and PATCH, with a new value for each call, so that they can be repeated too. A header
   * `Idempotency-Key` that the document declares is sent without this option where there are retries.
   */
  idempotencyKey?: string | undefined;
}
