import { essence, isJson } from '../media-type.ts';
import type { ResponseDescriptor } from '../types.ts';

/** What the operation can answer, best first: JSON, then the other types of a success, then those of errors, then anything. */
export function acceptHeader(responses: ResponseDescriptor[]): string {
  const success = responses.filter(({ status }) => status.startsWith('2')).flatMap(({ content }) => content);
  const other = responses.filter(({ status }) => !status.startsWith('2')).flatMap(({ content }) => content);
  const json = success.filter(({ mediaType }) => isJson(mediaType));
  const declared = [...json, ...success, ...other]
    .map(({ mediaType }) => essence(mediaType))
    .filter((type) => /^\S+\/\S+$/.test(type));
  const types = [...new Set(declared.length > 0 ? declared : ['application/json'])].filter(
    (type) => type !== '*/*',
  );
  return [...types, '*/*;q=0.8'].join(', ');
}
