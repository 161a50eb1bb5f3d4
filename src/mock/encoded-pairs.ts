/** A name and a value of a query, cookie header or form, still percent-encoded. */
export type EncodedPair = [name: string, text: string];

/** Returns the pairs of a query, cookie header or form. */
export function splitPairs(text: string, separator: string): EncodedPair[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(splitPair);
}

/** Returns the two sides of the first equals sign. */
export function splitPair(part: string): EncodedPair {
  const index = part.indexOf('=');
  return index === -1 ? [part, ''] : [part.slice(0, index), part.slice(index + 1)];
}
