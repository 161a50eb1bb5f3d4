import { isOpenApiMcpError } from '../../errors.ts';
import { truncateJson } from './truncate-json.ts';
import { truncateText } from './truncate-text.ts';
import { describeTruncations } from './describe-truncation.ts';
import { defaultMaxResultChars } from './limits.ts';
import { writeJson } from '../../json/exact-json.ts';
import { mapValues } from '../../json/map-values.ts';
import { isWireObject } from '../../json/narrow.ts';
import { largeIntegers, quoteLargeIntegers } from '../../json/large-integers.ts';
import { findPagination, readNextPage } from '../response/pagination.ts';
import { lastModified } from '../response/response-meta.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { CompletedCall } from '../operation-caller.ts';
import type { Truncation } from './truncation.ts';
import type { Json, WireValue } from '../../json/value.ts';
import type { ResultOptions } from './result-options.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { Content } from '../protocol.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** An answer as a client is given it. */
export interface FittedResponse {
  answer: ResponseData;
  /** What was cut, how to get the rest, and where the next page is. */
  notes: string[];
  /** Where the untouched body can be read. */
  links: Content[];
}

/** Filters an answer and truncations it to the bounds; `keep` answers a URI for a body that was cut. */
export function fitResponse(
  call: CompletedCall,
  whole: ResponseData,
  options: ResultOptions,
  keep: (body: Buffer, mediaType: string) => string | undefined,
): FittedResponse {
  const filtered = applyFilter(call, whole);
  const { answer, truncations } = truncateResponse(
    filtered.answer,
    options.maxResultChars ?? defaultMaxResultChars,
  );
  const { operation, exchange, args } = call;
  const { request, response } = exchange;
  const mediaType = 'mediaType' in whole ? whole.mediaType : '';
  const uri = truncations.length > 0 ? keep(response.body, mediaType) : undefined;
  const note = describeTruncations(truncations, {
    args,
    pagination: findPagination(operation),
    next: readNextPage(response.headers['link'], operation, request.origin + request.target),
    hasFilter: takesFilter(operation),
    resource: uri,
  });
  return {
    answer,
    notes: [...filtered.notes, ...(note === '' ? [] : [note])],
    links: uri === undefined ? [] : [linkTo(uri, mediaType, response)],
  };
}

function linkTo(uri: string, mimeType: string, response: HttpResponse): Content {
  return {
    type: 'resource_link',
    uri,
    name: response.ending === 'complete' ? 'whole answer' : 'what was read of the answer',
    mimeType,
    size: response.body.length,
    ...lastModified(response),
  };
}

/** Whether the operation was described with the argument `_filter`. */
export function takesFilter({ inputSchema }: OperationDescriptor): boolean {
  const properties = inputSchema['properties'];
  return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, '_filter');
}

/** A filter that does not fit the answer costs no second call: the answer is given as it is. */
function applyFilter(
  { filter }: CompletedCall,
  answer: ResponseData,
): { answer: ResponseData; notes: string[] } {
  if (filter === undefined) return { answer, notes: [] };
  if (answer.kind !== 'json') return { answer, notes: ['_filter was not applied: the answer is no JSON.'] };
  try {
    const value = filter(JSON.parse(quoteLargeIntegers(answer.text)) as Json);
    return { answer: { ...answer, value, text: writeWithDigits(value, answer.text) }, notes: [] };
  } catch (error) {
    if (!isOpenApiMcpError(error)) throw error;
    return { answer, notes: [`${error.message}. The answer is not filtered.`] };
  }
}

/** The digits of long integers were text for the filter, and are numbers again where the API sent them so. */
function writeWithDigits(value: Json, sent: string): string {
  const digits = largeIntegers(sent);
  const restore = (node: Json): WireValue => {
    if (typeof node === 'string') return digits.has(node) ? BigInt(node) : node;
    if (Array.isArray(node)) return node.map(restore);
    return isWireObject(node) ? mapValues(node, restore) : node;
  };
  return digits.size === 0 ? JSON.stringify(value) : writeJson(restore(value));
}

/** Cuts an answer to the bounds. */
export function truncateResponse(
  answer: ResponseData,
  limit: number,
): { answer: ResponseData; truncations: Truncation[] } {
  if (answer.kind === 'json') {
    const { text, value, truncations } = truncateJson(answer.value, answer.text, limit);
    return { answer: { ...answer, text, value }, truncations };
  }
  if (answer.kind !== 'text') return { answer, truncations: [] };
  const { text, truncations } = truncateText(answer.text, limit, answer.mediaType);
  return { answer: { ...answer, text }, truncations };
}
