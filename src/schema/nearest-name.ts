/** Returns the Levenshtein distance between two texts. */
export function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}

/** Characters of the longest name that is compared: the time grows with both lengths. */
const longestName = 200;

/**
 * Returns the known name that is nearest to a mistyped one, or undefined if none is near. At least half of the characters
 * of a short name must agree.
 */
export function nearestName(name: string, known: string[]): string | undefined {
  if (name.length > longestName) return undefined;
  const [best] = known
    .filter((candidate) => candidate.length <= longestName)
    .map((candidate) => ({ candidate, steps: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(
      ({ candidate, steps }) =>
        steps <= Math.max(2, name.length / 4) && steps * 2 <= Math.max(name.length, candidate.length),
    )
    .toSorted((one, other) => one.steps - other.steps);
  return best?.candidate;
}
