/** How much is taken at once, and how often from each caller. */
export interface RequestLimits {
  /** Begins a request; `undefined` where too many are under way. What it returns ends it. */
  begin(): (() => void) | undefined;
  /** Counts a request of a caller: 0, or the seconds after which it may come again. */
  wait(caller: string): number;
}

interface Bucket {
  tokens: number;
  /** When it was filled last. */
  time: number;
}

const minute = 60_000;
const maxBuckets = 10_000;

/** A token bucket for each caller, which holds what a minute allows; `clock` counts milliseconds. */
export function createRequestLimits(
  { maxConcurrent, rateLimit }: { maxConcurrent: number; rateLimit: number | undefined },
  clock: () => number = () => performance.now(),
): RequestLimits {
  const buckets = new Map<string, Bucket>();
  let running = 0;

  function fill(bucket: Bucket, capacity: number, time: number): void {
    bucket.tokens = Math.min(capacity, bucket.tokens + ((time - bucket.time) * capacity) / minute);
    bucket.time = time;
  }

  /** One that is full again is like one that was never there. */
  function forget(capacity: number, time: number): void {
    for (const [caller, bucket] of buckets) {
      fill(bucket, capacity, time);
      if (bucket.tokens >= capacity) buckets.delete(caller);
    }
    const [oldest] = buckets.keys();
    if (buckets.size >= maxBuckets && oldest !== undefined) buckets.delete(oldest);
  }

  return {
    begin() {
      if (running >= maxConcurrent) return undefined;
      running += 1;
      let isOver = false;
      return () => {
        if (!isOver) running -= 1;
        isOver = true;
      };
    },
    wait(caller) {
      if (rateLimit === undefined) return 0;
      const time = clock();
      if (buckets.size >= maxBuckets && !buckets.has(caller)) forget(rateLimit, time);
      const bucket = buckets.get(caller) ?? { tokens: rateLimit, time };
      buckets.set(caller, bucket);
      fill(bucket, rateLimit, time);
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 0;
      }
      return Math.max(1, Math.ceil(((1 - bucket.tokens) * minute) / rateLimit / 1000));
    },
  };
}
