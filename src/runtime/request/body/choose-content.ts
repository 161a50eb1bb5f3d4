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
  return contentWriters.bytes?.contentOfUrl(value, body.content) ?? first;
}
