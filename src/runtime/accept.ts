import { essence, isJson } from './media-type.ts';
import type { ResponseDescriptor } from './types.ts';

/** What the operation can answer, best first: JSON, then the other types of a success, then those of errors, then anything. */
export function acceptHeader(responses: ResponseDescriptor[]): string {
  const success = responses
    .filter(({ status }) => status.startsWith('2'))
    .flatMap(({ mediaTypes }) => mediaTypes);
  const other = responses
    .filter(({ status }) => !status.startsWith('2'))
    .flatMap(({ mediaTypes }) => mediaTypes);
  const declared = [...success.filter(isJson), ...success, ...other]
    .map(essence)
    .filter((type) => /^\S+\/\S+$/.test(type));
  const types = [...new Set(declared.length > 0 ? declared : ['application/json'])].filter(
    (type) => type !== '*/*',
  );
  return [...types, '*/*;q=0.8'].join(', ');
}
