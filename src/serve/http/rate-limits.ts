/** Limits of concurrent requests, and of the rate of each caller. */
export interface RequestLimits {
  /** Begins a request, or `count` ones, and returns a function that ends it, or `undefined` above the limit. */
  begin(count?: number): (() => void) | undefined;
  /** Counts a request of a caller, or `count` ones. Returns 0, or the seconds until the caller may send another. */
  wait(caller: string, count?: number): number | Promise<number>;
}

/** The limits of one process. */
interface OwnLimits extends RequestLimits {
  wait(caller: string, count?: number): number;
}

interface Bucket {
  tokens: number;
  /** Time of the last refill. */
  time: number;
}

const minute = 60_000;
const maxBuckets = 10_000;

/** Creates a token bucket for each caller, with the capacity of a minute. `clock` returns milliseconds. */
export function createRequestLimits(
  { maxConcurrent, rateLimit }: { maxConcurrent: number; rateLimit: number | undefined },
  clock: () => number = () => performance.now(),
): OwnLimits {
  const buckets = new Map<string, Bucket>();
  let running = 0;

  function fill(bucket: Bucket, capacity: number, time: number): void {
    bucket.tokens = Math.min(capacity, bucket.tokens + ((time - bucket.time) * capacity) / minute);
    bucket.time = time;
  }

  /** Removes full buckets, which are equal to new ones. */
  function forget(capacity: number, time: number): void {
    for (const [caller, bucket] of buckets) {
      fill(bucket, capacity, time);
      if (bucket.tokens >= capacity) buckets.delete(caller);
    }
    const [oldest] = buckets.keys();
    if (buckets.size >= maxBuckets && oldest !== undefined) buckets.delete(oldest);
  }

  return {
    begin(count = 1) {
      if (running + count > maxConcurrent) return undefined;
      running += count;
      let isOver = false;
      return () => {
        if (!isOver) running -= count;
        isOver = true;
      };
    },
    wait(caller, count = 1) {
      if (rateLimit === undefined) return 0;
      const time = clock();
      if (buckets.size >= maxBuckets && !buckets.has(caller)) forget(rateLimit, time);
      const bucket = buckets.get(caller) ?? { tokens: rateLimit, time };
      buckets.set(caller, bucket);
      fill(bucket, rateLimit, time);
      if (bucket.tokens >= count) {
        bucket.tokens -= count;
        return 0;
      }
      return Math.max(1, Math.ceil(((count - bucket.tokens) * minute) / rateLimit / 1000));
    },
  };
}
