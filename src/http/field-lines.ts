/** The value of a header: a text, or a list if the message has several lines of that name (RFC 9110 §5.2). */
export type FieldLines = string | string[] | undefined;

/** Returns the first line of a header. */
export function firstLine(lines: FieldLines): string | undefined {
  return typeof lines === 'string' ? lines : lines?.[0];
}

/** Returns the last line of a header. */
export function lastLine(lines: FieldLines): string | undefined {
  return typeof lines === 'string' ? lines : lines?.at(-1);
}

/** Returns the combined value of a header (RFC 9110 §5.3); an empty text without lines. */
export function joinLines(lines: FieldLines): string {
  return typeof lines === 'string' ? lines : (lines?.join(', ') ?? '');
}
