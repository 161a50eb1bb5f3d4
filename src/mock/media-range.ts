import { essence, isInRange } from '../http/media-type.ts';

/** Returns true if a media range covers a media type (RFC 9110 §12.5.1). An empty range covers every type. */
export function coversMediaType(range: string, mediaType: string): boolean {
  const [, actualSubtype] = essence(mediaType).split('/');
  if (actualSubtype === undefined) return false;
  const [type = '', subtype = ''] = essence(range).split('/');
  if (type === '' || type === '*') return true;
  // `application/*+json` is not a media range of HTTP, but documents use it.
  const suffix = /^\*\+(.+)$/.exec(subtype)?.[1];
  return suffix === undefined
    ? isInRange(mediaType, range)
    : isInRange(mediaType, `${type}/*`) && (actualSubtype === suffix || actualSubtype.endsWith(`+${suffix}`));
}

/** Returns true for XML, whose content the mock does not compare with a schema. */
export function isXml(mediaType: string): boolean {
  return /[/+]xml$/.test(essence(mediaType));
}
