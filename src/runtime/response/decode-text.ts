import { isUtf8 } from 'node:buffer';

/** Options of the decoding of a body. */
export interface DecodeOptions {
  /** The body is incomplete: its last character may be incomplete too. */
  isTruncated: boolean;
  /** The body is certainly text: invalid bytes are replaced, and an undeclared charset is guessed. */
  mayGuess: boolean;
}

/**
 * Decodes a body as text by its byte order mark (WHATWG Encoding §6), its declared charset (RFC 9110 §8.3.2), the
 * charset in its markup, or as UTF-8. Returns `undefined` for bytes that are not text.
 */
export function decodeText(
  body: Buffer,
  contentType: string,
  { isTruncated, mayGuess }: DecodeOptions,
): string | undefined {
  const charset =
    byteOrderMarkCharset(body) ?? declaredCharset(contentType) ?? markupCharset(body, contentType);
  if ((charset === undefined || /^utf-?8$/i.test(charset)) && !isTruncated && isUtf8(body))
    return body.toString('utf8', hasUtf8Mark(body) ? 3 : 0);
  for (const candidate of [charset ?? 'utf-8', 'utf-8'])
    try {
      return decode(body, new TextDecoder(candidate, { fatal: true }), isTruncated);
    } catch {
      // The charset is unknown, or the bytes are invalid in it: try UTF-8 next.
    }
  return mayGuess ? decodeInvalid(body, charset) : undefined;
}

/**
 * Decodes text with invalid bytes. Without any valid UTF-8 character beyond ASCII, the charset is windows-1252, the
 * default of the WHATWG; otherwise invalid bytes are replaced. Returns `undefined` for an unknown charset.
 */
function decodeInvalid(body: Buffer, charset: string | undefined): string | undefined {
  try {
    const lossy = decode(body, new TextDecoder(charset ?? 'utf-8'), false);
    const isGuess = charset === undefined || /^utf-?8$/i.test(charset);
    return isGuess && !/[^\0-\x7f\ufffd]/.test(lossy)
      ? decode(body, new TextDecoder('windows-1252'), false)
      : lossy;
  } catch {
    return undefined;
  }
}

/** Decodes a body. Node 20 decodes windows-1252 as ISO-8859-1, which has control characters from 80 to 9F. */
function decode(body: Buffer, decoder: InstanceType<typeof TextDecoder>, isTruncated: boolean): string {
  const text = decoder.decode(body, { stream: isTruncated });
  return decoder.encoding === 'windows-1252'
    ? text.replace(/[\u0080-\u009f]/g, (control) => highControls[control.charCodeAt(0) - 0x80] ?? control)
    : text;
}

/** The characters of windows-1252 from 80 to 9F (WHATWG Encoding §9.1). */
const highControls = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function byteOrderMarkCharset(body: Buffer): string | undefined {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  return hasUtf8Mark(body) ? 'utf-8' : undefined;
}

function hasUtf8Mark(body: Buffer): boolean {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
}

function declaredCharset(contentType: string): string | undefined {
  return /charset\s*=\s*["']?([^\s;,"']+)/i.exec(contentType)?.[1];
}

/**
 * Returns the charset of an XML declaration (XML 1.0 §4.3.3) or an HTML `meta` element. UTF-16 is ignored: its
 * declaration could not be read this way.
 */
function markupCharset(body: Buffer, contentType: string): string | undefined {
  if (!/[/+]xml|html/i.test(contentType)) return undefined;
  const head = body.toString('latin1', 0, 1024);
  const named =
    /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)/.exec(head) ??
    /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(head);
  return named?.[1] !== undefined && !/^utf-?16/i.test(named[1]) ? named[1] : undefined;
}
