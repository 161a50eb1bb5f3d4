import { indexUnquoted, isMediaType, splitParameters } from '../../../http/media-type.ts';

/** The parts of a `data:` URL. */
export interface DataUrl {
  /** The media type with its parameters, except those that name the file. Absent if the URL has none. */
  mediaType?: string | undefined;
  filename?: string | undefined;
  isBase64: boolean;
  /** The data, percent-decoded. */
  data: Buffer;
}

/**
 * Parses a `data:` URL (RFC 2397), with the common parameter `name` or `filename`. Returns `undefined` for a
 * malformed URL.
 */
export function parseDataUrl(text: string): DataUrl | undefined {
  const comma = indexUnquoted(text, ',');
  if (comma === -1) return undefined;
  const header = text.slice('data:'.length, comma);
  const [type = '', ...parameters] = splitParameters(header).map((part) => part.trim());
  const isBase64 = parameters.at(-1)?.toLowerCase() === 'base64';
  const others: string[] = [];
  let filename: string | undefined;
  for (const parameter of isBase64 ? parameters.slice(0, -1) : parameters) {
    const name = /^(?:file)?name=(.*)$/is.exec(parameter)?.[1];
    if (name === undefined) others.push(parameter);
    else filename = percentDecode(name.replace(/^"(.*)"$/s, '$1')).toString('utf8') || undefined;
  }
  const mediaType = [type, ...others].filter((part) => part !== '').join(';');
  return {
    mediaType: isMediaType(mediaType) ? mediaType : undefined,
    filename,
    isBase64,
    data: percentDecode(text.slice(comma + 1)),
  };
}

function percentDecode(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const decoded = bytes.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(decoded, 'latin1');
}
