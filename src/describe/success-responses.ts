import { isJson } from '../http/media-type.ts';
import type { Operation, Response } from '../model/api-model.ts';

/** Returns the responses with a status of success, lowest first, or the default response if there are none. */
export function successResponses({ responses }: Operation): Response[] {
  const successes = responses
    .filter(({ status }) => status.startsWith('2'))
    .toSorted((one, other) => one.status.localeCompare(other.status));
  return successes.length > 0 ? successes : responses.filter(({ status }) => status === 'default');
}

/** Returns true if the content of a media type or range can be JSON. */
export function mayBeJson({ mediaType }: { mediaType: string }): boolean {
  return isJson(mediaType) || mediaType === '*/*';
}
