import { essence, isJson, isMediaType } from '../../http/media-type.ts';
import type { ResponseDescriptor } from '../../descriptor.ts';

/**
 * What the operation can answer, best first: JSON, then the other types of a success, then those of errors, then
 * anything. Order alone says nothing (RFC 9110 §12.5.1), so all but the first weigh less.
 */
export function acceptHeader(responses: ResponseDescriptor[]): string {
  const success = responses.filter(({ status }) => status.startsWith('2')).flatMap(({ content }) => content);
  const other = responses.filter(({ status }) => !status.startsWith('2')).flatMap(({ content }) => content);
  const json = success.filter(({ mediaType }) => isJson(mediaType));
  const declared = [...json, ...success, ...other]
    .map(({ mediaType }) => asRange(mediaType))
    .filter(isMediaType);
  const ranges = [...new Set(declared.length > 0 ? declared : ['application/json'])].filter(
    (range) => range !== '*/*',
  );
  return [...ranges.map((range, index) => (index === 0 ? range : `${range};q=0.9`)), '*/*;q=0.8'].join(', ');
}

/** A version is part of what is asked for; a charset is not, and a weight is ours to give. */
function asRange(mediaType: string): string {
  const parameters = mediaType
    .split(';')
    .slice(1)
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== '' && !/^(charset|boundary|q)\s*=/i.test(parameter));
  return [essence(mediaType), ...parameters].join(';');
}
