/** An untouched body. */
export interface StoredResponse {
  body: Buffer;
  mediaType: string;
}

/** Bodies of answers that were cut, readable for a while. */
export interface ResponseStore {
  /** Answers the id; absent for a body that is larger than all may be together. */
  add(body: Buffer, mediaType: string): string | undefined;
  find(id: string): StoredResponse | undefined;
  clear(): void;
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
   * Milliseconds since a body was kept.
   * @default 600000
   */
  maxAge?: number;
}

/** The longest unused body goes first. Nothing runs between uses: bodies that are too old go when any is kept or found. */
export function createResponseStore(limits: StoreLimits = {}): ResponseStore {
  const { maxCount = 20, maxBytes = 52_428_800, maxAge = 600_000 } = limits;
  // A map remembers the order of insertion, which is the order of use.
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
    clear() {
      entries.clear();
      bytes = 0;
    },
  };
}
