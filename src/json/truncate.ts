/** Returns text of at most `limit` characters, with an ellipsis at the end if it was truncated. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Strict JSON parsers refuse half of a surrogate pair.
  const head = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${head.trimEnd()}…`;
}
