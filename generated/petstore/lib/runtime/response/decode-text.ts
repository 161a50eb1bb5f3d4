/** How sure one has to be. */
export interface DecodeOptions {
  /** The body is not whole: its last character may be cut. */
  isCut: boolean;
  /** The body is text for certain, so broken bytes are passed over and an unnamed charset guessed. */
  mayGuess: boolean;
}

/**
 * A body as text: by its byte order mark (WHATWG Encoding §6), its declared charset (RFC 9110 §8.3.2), what it says of
 * itself, or as UTF-8. Nothing where its bytes are no text.
 */
export function decodeText(
  body: Buffer,
  contentType: string,
  { isCut, mayGuess }: DecodeOptions,
): string | undefined {
  const charset = markedCharset(body) ?? declaredCharset(contentType) ?? ownCharset(body, contentType);
  for (const candidate of [charset ?? 'utf-8', 'utf-8'])
    try {
      return decode(body, new TextDecoder(candidate, { fatal: true }), isCut);
    } catch {
      // An unknown charset, or bytes that are none of it: UTF-8 is the other guess.
    }
  return mayGuess ? decodeBroken(body, charset) : undefined;
}

/**
 * Without a single character of UTF-8 beyond ASCII it is the charset of old, which the WHATWG takes for the default;
 * otherwise a few bytes are broken. Of a charset that is not known nothing is made up.
 */
function decodeBroken(body: Buffer, charset: string | undefined): string | undefined {
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

/** Node 20 takes windows-1252 for ISO-8859-1, which has control characters from 80 to 9F. */
function decode(body: Buffer, decoder: InstanceType<typeof TextDecoder>, isCut: boolean): string {
  const text = decoder.decode(body, { stream: isCut });
  return decoder.encoding === 'windows-1252'
    ? text.replace(/[\u0080-\u009f]/g, (control) => highControls[control.charCodeAt(0) - 0x80] ?? control)
    : text;
}

/** What windows-1252 has from 80 to 9F (WHATWG Encoding §9.1). */
const highControls = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function markedCharset(body: Buffer): string | undefined {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 'utf-8' : undefined;
}

function declaredCharset(contentType: string): string | undefined {
  return /charset\s*=\s*["']?([^\s;,"']+)/i.exec(contentType)?.[1];
}

/** The XML declaration (XML 1.0 §4.3.3) or HTML's `meta`; they could not be read so in UTF-16. */
function ownCharset(body: Buffer, contentType: string): string | undefined {
  const head = body.toString('latin1', 0, 1024);
  const isMarkup = /[/+]xml|html/i.test(contentType);
  const named =
    /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)/.exec(head) ??
    /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(head);
  return isMarkup && named?.[1] !== undefined && !/^utf-?16/i.test(named[1]) ? named[1] : undefined;
}
