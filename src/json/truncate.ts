/** Text of at most `limit` characters, with an ellipsis where something is missing. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Half of a character beyond the basic plane is no text that JSON readers take.
  const head = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${head.trimEnd()}…`;
}
