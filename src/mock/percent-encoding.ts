/** Thrown for text that is not valid percent-encoding, or that breaks the syntax of a parameter style. */
export class MalformedValueError extends Error {}

/** Returns the decoded text. Throws `MalformedValueError` if it is not percent-encoded UTF-8 (RFC 3986 §2.1). */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new MalformedValueError(`${JSON.stringify(text)} is not percent-encoded UTF-8`);
  }
}

/** Returns the decoded text of a query, where a plus is a space (WHATWG URL §5.1). */
export function decodeQueryText(text: string): string {
  return decodePercent(text.replaceAll('+', '%20'));
}

/** Returns the decoded name of a query parameter, or the name itself if it cannot be decoded. */
export function decodeQueryName(name: string): string {
  try {
    return decodeQueryText(name);
  } catch {
    return name;
  }
}
