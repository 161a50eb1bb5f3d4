/**
 * Decodes the text of a document. A byte order mark names the encoding, which is UTF-8 without one (RFC 8259 §8.1,
 * YAML 1.2 §5.2).
 */
export function decodeDocument(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // Buffer.toString is many times faster than a TextDecoder, but does not remove the byte order mark.
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}
