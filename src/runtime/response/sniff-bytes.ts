/** Signatures of formats that are never text (WHATWG MIME Sniffing §6): offset, bytes as Latin-1, media type. */
const signatures: [offset: number, bytes: string, mediaType: string][] = [
  [0, '\x89PNG\r\n\x1a\n', 'image/png'],
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, 'GIF87a', 'image/gif'],
  [0, 'GIF89a', 'image/gif'],
  [8, 'WEBPVP', 'image/webp'],
  [8, 'WAVEfmt ', 'audio/wav'],
  [0, 'ID3\x02', 'audio/mpeg'],
  [0, 'ID3\x03', 'audio/mpeg'],
  [0, 'ID3\x04', 'audio/mpeg'],
  [0, 'OggS\0', 'audio/ogg'],
  [0, 'fLaC\0', 'audio/flac'],
  [0, '%PDF-', 'application/pdf'],
  [0, 'PK\x03\x04', 'application/zip'],
  [0, '\x1f\x8b\x08', 'application/gzip'],
];

/** Returns the media type of a body by its first bytes, or `undefined` without a known signature. */
export function sniffBytes(body: Buffer): string | undefined {
  const found = signatures.find(([offset, bytes]) => hasBytesAt(body, offset, bytes))?.[2];
  // Text may begin with the letters of this signature, but the first bytes of an image are never all printable.
  return found === 'image/gif' && isPrintable(body) ? undefined : found;
}

function hasBytesAt(body: Buffer, offset: number, bytes: string): boolean {
  for (let index = 0; index < bytes.length; index++)
    if (body[offset + index] !== bytes.charCodeAt(index)) return false;
  return true;
}

/** The media types that clients show. Some models refuse a conversation in which the bytes have another type. */
const shownTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'audio/wav',
  'audio/mpeg',
  'audio/ogg',
  'audio/flac',
]);

/** Returns true for a media type that clients show as an image or as sound. */
export function isShownType(mediaType: string): boolean {
  return shownTypes.has(mediaType);
}

/** Returns true unless bytes have a type that clients show, without its signature. */
export function mayHaveType(body: Buffer, mediaType: string): boolean {
  if (!isShownType(mediaType) || sniffBytes(body) === mediaType) return true;
  // The frames of MPEG audio begin with eleven ones, which is too little to find them by.
  return mediaType === 'audio/mpeg' && body[0] === 0xff && ((body[1] ?? 0) & 0xe0) === 0xe0;
}

function isPrintable(body: Buffer): boolean {
  return /^[\t\n\r\x20-\x7e]*$/.test(body.toString('latin1', 0, 64));
}
