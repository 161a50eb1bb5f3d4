/** The type and subtype in lower case, parameters dropped. */
export function essence(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

/** `application/json` and every `+json` (RFC 6839 §3.1). */
export function isJson(mediaType: string): boolean {
  return /^[^/]+\/([^/]*\+)?json$/.test(essence(mediaType));
}

const ranks: ((type: string) => boolean)[] = [
  (type) => type === 'application/json',
  isJson,
  (type) => type === '' || type === '*/*' || type === 'application/*',
  (type) => type === 'application/x-www-form-urlencoded',
  (type) => type.startsWith('multipart/'),
];

/** Best first: JSON, then form, then multipart, then the rest as the document has them. */
export function orderContent<Content extends { mediaType: string }>(content: Content[]): Content[] {
  const rank = ({ mediaType }: Content): number => {
    const index = ranks.findIndex((matches) => matches(essence(mediaType)));
    return index === -1 ? ranks.length : index;
  };
  return content.toSorted((one, other) => rank(one) - rank(other));
}
