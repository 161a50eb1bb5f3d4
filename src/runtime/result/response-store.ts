/** The whole body of a response that was truncated. */
export interface StoredResponse {
  body: Buffer;
  mediaType: string;
}

/** Stores the whole bodies of truncated responses for a while. */
export interface ResponseStore {
  /** Returns the id of the stored body, or `undefined` for a body that is larger than the store. */
  add(body: Buffer, mediaType: string): string | undefined;
  find(id: string): StoredResponse | undefined;
}

export interface StoreLimits {
  /** @default 20 */
  maxCount?: number;
  /**
   * Bytes of all bodies together.
   * @default 52428800
   */
  maxBytes?: number;
  /**
   * Milliseconds until a body expires.
   * @default 600000
   */
  maxAge?: number;
}

/** Removes the least recently used body first. It has no timer: expired bodies are removed when the store is used. */
export function createResponseStore(limits: StoreLimits = {}): ResponseStore {
  const { maxCount = 20, maxBytes = 52_428_800, maxAge = 600_000 } = limits;
  // A map keeps the order of insertion, which is the order of use here.
  const entries = new Map<string, StoredResponse & { expires: number }>();
  let bytes = 0;

  function remove(id: string): void {
    bytes -= entries.get(id)?.body.length ?? 0;
    entries.delete(id);
  }

  function expire(): void {
    const now = performance.now();
    for (const [id, { expires }] of entries) if (expires <= now) remove(id);
  }

  return {
    add(body, mediaType) {
      expire();
      if (body.length > maxBytes || maxCount < 1) return undefined;
      for (const id of entries.keys()) {
        if (entries.size < maxCount && bytes + body.length <= maxBytes) break;
        remove(id);
      }
      const id = crypto.randomUUID();
      entries.set(id, { body, mediaType, expires: performance.now() + maxAge });
      bytes += body.length;
      return id;
    },
    find(id) {
      expire();
      const entry = entries.get(id);
      if (entry === undefined) return undefined;
      entries.delete(id);
      entries.set(id, entry);
      return { body: entry.body, mediaType: entry.mediaType };
    },
  };
}
