/** Returns a function that returns true at most so many times a second. */
export function limitTraces(tracesPerSecond: number): () => boolean {
  let second = 0;
  let count = 0;
  return () => {
    const current = Math.floor(performance.now() / 1000);
    if (current !== second) count = 0;
    second = current;
    count += 1;
    return count <= tracesPerSecond;
  };
}
