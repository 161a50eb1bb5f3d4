/** A request exactly as it leaves. */
export interface HttpRequest {
  method: string;
  /** Scheme, host and port. */
  origin: string;
  /** Raw path and query. */
  target: string;
  headers: [name: string, value: string][];
  body?: string | Buffer;
}

/** What the API answered. */
export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[]>;
  /** Content codings undone. */
  body: Buffer;
  /** Why reading stopped: at the end, at the limit of bytes, at the time-out, or because the connection broke. */
  ending: 'complete' | 'limit' | 'timeout' | 'broken';
}
