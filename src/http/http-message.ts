/** A request exactly as it is sent. */
export interface HttpRequest {
  method: string;
  /** Scheme, host and port. */
  origin: string;
  /** The path and query, as sent. */
  target: string;
  headers: [name: string, value: string][];
  body?: string | Buffer;
}

/** A response of the API. */
export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[]>;
  /** The body without content codings. */
  body: Buffer;
  /** The reason why reading stopped: the end of the body, the limit of bytes, the time-out, or a broken connection. */
  ending: 'complete' | 'limit' | 'timeout' | 'broken';
  /** The number of attempts, if the request was sent more than once. */
  attempts?: number;
  /** Present for a response of the cache: its age in seconds, and `revalidated` if the API said that it is still valid. */
  cache?: { result: 'hit' | 'revalidated'; age: number };
  /** The path and query of the last request, if redirects were followed. */
  finalTarget?: string;
}
