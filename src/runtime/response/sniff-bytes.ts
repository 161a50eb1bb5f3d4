/** Signatures of formats that are never text (WHATWG MIME Sniffing §6): offset, bytes as Latin-1, media type. */
const signatures: [offset: number, bytes: string, mediaType: string][] = [
  [0, '\x89PNG\r\n\x1a\n', 'image/png'],
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, 'GIF87a', 'image/gif'],
  [0, 'GIF89a', 'image/gif'],
  [8, 'WEBPVP', 'image/webp'],
  [0, '%PDF-', 'application/pdf'],
  [0, 'PK\x03\x04', 'application/zip'],
  [0, '\x1f\x8b\x08', 'application/gzip'],
];

/** Returns the media type of a body by its first bytes, or `undefined` without a known signature. */
export function sniffBytes(body: Buffer): string | undefined {
  const found = signatures.find(
    ([offset, bytes]) => body.toString('latin1', offset, offset + bytes.length) === bytes,
  )?.[2];
  // Text may begin with the letters of this signature, but the first bytes of an image are never all printable.
  return found === 'image/gif' && isPrintable(body) ? undefined : found;
}

function isPrintable(body: Buffer): boolean {
  return /^[\t\n\r\x20-\x7e]*$/.test(body.toString('latin1', 0, 64));
}
