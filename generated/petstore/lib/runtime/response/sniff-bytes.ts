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

/** What a body is by its first bytes, where that leaves no doubt. */
export function sniffBytes(body: Buffer): string | undefined {
  const found = signatures.find(
    ([offset, bytes]) => body.toString('latin1', offset, offset + bytes.length) === bytes,
  )?.[2];
  // A line of text may begin with a signature of letters, but such a picture is never all text.
  return found === 'image/gif' && isPrintable(body) ? undefined : found;
}

function isPrintable(body: Buffer): boolean {
  return /^[\t\n\r\x20-\x7e]*$/.test(body.toString('latin1', 0, 64));
}
