/** Levenshtein's edit distance. */
export function distance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, character] of [...one].entries()) {
    const current = [row + 1];
    for (const [column, compared] of [...other].entries())
      current.push(
        Math.min(
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (previous[column] ?? 0) + (character === compared ? 0 : 1),
        ),
      );
    previous = current;
  }
  return previous[other.length] ?? 0;
}

const longestName = 200;

/** The known name that comes nearest to a mistyped one, where one is near. */
export function nearestName(name: string, known: string[]): string | undefined {
  // Nobody mistypes so much, and the time to compare grows with both lengths.
  if (name.length > longestName) return undefined;
  const [best] = known
    .filter((candidate) => candidate.length <= longestName)
    .map((candidate) => ({ candidate, steps: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ steps }) => steps <= Math.max(2, name.length / 4))
    .toSorted((one, other) => one.steps - other.steps);
  return best?.candidate;
}
