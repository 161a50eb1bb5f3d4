/** Returns a text without percent-encoding, or the text itself if that is not valid. */
export function decodePercent(text: string): string {
  return text.includes('%') ? (decodeValidPercent(text) ?? text) : text;
}

/** Returns a text without percent-encoding, or `undefined` if that is not valid. */
export function decodeValidPercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
