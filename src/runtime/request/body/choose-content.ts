import { familyOf, isInRange } from '../../../http/media-type.ts';
import { contentWriters } from './content-writers.ts';
import type { WireValue } from '../../../json/value.ts';
import type { BodyContent, BodyDescriptor } from '../../../descriptor.ts';

/**
 * Returns the media type of the body: that of `bodyContentType`, else the one that fits a `data:` or `file:` URL, else
 * the first.
 */
export function chooseContent(
  body: BodyDescriptor,
  args: Record<string, WireValue>,
): BodyContent | undefined {
  const { body: value, bodyContentType: requested } = args;
  const [first] = body.content;
  const chosen = body.content.find(({ mediaType }) => mediaType === requested);
  if (chosen !== undefined || typeof value !== 'string') return chosen ?? first;
  const type = contentWriters.bytes?.typeOfUrl(value);
  if (type === undefined) return first;
  const binary = body.content.filter(({ bytes }) => bytes !== undefined);
  const fitting = binary.find(({ mediaType }) => isInRange(type, mediaType));
  if (fitting !== undefined || first === undefined) return fitting;
  // A URL that no text of the first type can be stands for bytes of another.
  const isText = familyOf(first.mediaType) === 'text' && !isInRange(type, first.mediaType);
  return (isText ? binary[0] : undefined) ?? first;
}
