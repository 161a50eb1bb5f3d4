import { truncateJson } from './truncate-json.ts';
import { truncateText } from './truncate-text.ts';
import { describeTruncations } from './describe-truncation.ts';
import { runtimeCapabilities } from '../capabilities.ts';
import { findPagination } from '../response/pagination.ts';
import { lastModified } from '../response/response-meta.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { CompletedCall } from '../operation-caller.ts';
import { defaultMaxResultChars } from './truncation.ts';
import type { Truncation } from './truncation.ts';
import type { ResultOptions } from './result-options.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { Content } from '../protocol.ts';

/** A response after its filter, within the limit. */
export interface FittedResponse {
  body: ResponseData;
  /** The truncated parts, the ways to get the rest, and the next page. */
  notes: string[];
  /** Links to the whole body. */
  links: Content[];
}

/**
 * Filters the body of a response and truncates it to the limit. `store` returns a URI for the whole body of a
 * truncated response.
 */
export function fitResponse(
  call: CompletedCall,
  whole: ResponseData,
  options: ResultOptions,
  store: (body: Buffer, mediaType: string) => string | undefined,
): FittedResponse {
  const filtered = call.filter?.(whole) ?? { body: whole, notes: [] };
  const { body, truncations } = truncateResponse(
    filtered.body,
    options.maxResultChars ?? defaultMaxResultChars,
  );
  const { operation, exchange, args } = call;
  const { request, response } = exchange;
  const mediaType = 'mediaType' in whole ? whole.mediaType : '';
  const uri = truncations.length > 0 ? store(response.body, mediaType) : undefined;
  const note = describeTruncations(truncations, {
    args,
    pagination: findPagination(operation),
    next: runtimeCapabilities.findNextPage?.({
      operation,
      headers: response.headers,
      body: whole,
      sent: request.origin + request.target,
    }),
    filterWays: runtimeCapabilities.filters?.waysOf(operation, args),
    resource: uri,
  });
  return {
    body,
    notes: [...filtered.notes, ...(note === '' ? [] : [note])],
    links: uri === undefined ? [] : [linkTo(uri, mediaType, response)],
  };
}

function linkTo(uri: string, mimeType: string, response: HttpResponse): Content {
  return {
    type: 'resource_link',
    uri,
    name: response.ending === 'complete' ? 'whole response' : 'received part of the response',
    mimeType,
    size: response.body.length,
    ...lastModified(response),
  };
}

/** Truncates the text of a response to a number of characters. Bytes are not truncated. */
export function truncateResponse(
  body: ResponseData,
  limit: number,
): { body: ResponseData; truncations: Truncation[] } {
  if (body.kind === 'json') {
    const { text, value, truncations } = truncateJson(body.value, body.text, limit);
    return { body: { ...body, text, value }, truncations };
  }
  if (body.kind !== 'text') return { body, truncations: [] };
  const { text, truncations } = truncateText(body.text, limit, body.mediaType);
  return { body: { ...body, text }, truncations };
}
