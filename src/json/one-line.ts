/**
 * Returns a text of another party as one line for a message: without line breaks, control characters, and characters that
 * change the direction of text.
 */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}
