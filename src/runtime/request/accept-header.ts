import { memoize } from '../../json/memoize.ts';
import { essence, isJson, isMediaType } from '../../http/media-type.ts';
import type { ResponseDescriptor } from '../../descriptor.ts';

/**
 * Returns the `Accept` header for the responses of an operation, by preference: JSON, then the other types of
 * successful responses, then those of errors, then any type. All but the first have a lower weight, because the order
 * alone means nothing (RFC 9110 §12.5.1).
 */
export const acceptHeader: (responses: ResponseDescriptor[]) => string = memoize(
  (responses: ResponseDescriptor[]): string => {
    const success = responses
      .filter(({ status }) => status.startsWith('2'))
      .flatMap(({ content }) => content);
    const other = responses.filter(({ status }) => !status.startsWith('2')).flatMap(({ content }) => content);
    const json = success.filter(({ mediaType }) => isJson(mediaType));
    const declared = [...json, ...success, ...other]
      .map(({ mediaType }) => asRange(mediaType))
      .filter(isMediaType);
    const ranges = [...new Set(declared.length > 0 ? declared : ['application/json'])].filter(
      (range) => range !== '*/*',
    );
    return [...ranges.map((range, index) => (index === 0 ? range : `${range};q=0.9`)), '*/*;q=0.8'].join(
      ', ',
    );
  },
);

/**
 * Returns a media type as a range, with parameters such as a version, and without a charset, a boundary and a weight.
 */
function asRange(mediaType: string): string {
  const parameters = mediaType
    .split(';')
    .slice(1)
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== '' && !/^(charset|boundary|q)\s*=/i.test(parameter));
  return [essence(mediaType), ...parameters].join(';');
}
