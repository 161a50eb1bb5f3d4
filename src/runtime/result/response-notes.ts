import { isJson } from '../../http/media-type.ts';
import { locationOf, unfollowedReason } from '../response/redirect.ts';
import { readResponse } from '../response/read-response.ts';
import { statusLine } from '../response/response-meta.ts';
import { firstLine } from '../../http/field-lines.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { CompletedCall, HttpExchange } from '../operation-caller.ts';
import type { ApiDescriptor } from '../../descriptor.ts';
import type { HttpResponse } from '../../http/http-message.ts';

/**
 * Returns notes that follow the body of a success: the headers that a next call needs, and the reasons why the body is
 * not complete.
 */
export function responseNotes(exchange: HttpExchange, body: ResponseData, takesEtags: boolean): string[] {
  const { request, response } = exchange;
  const location = locationOf(response);
  const reason = location === undefined ? undefined : unfollowedReason(exchange);
  return [
    ...(location === undefined ? [] : [`${statusLine(response)}; Location: ${location}`]),
    ...(reason === undefined ? [] : [`The redirect was not followed, because ${reason}.`]),
    ...(request.method === 'HEAD' ? [] : headerNotes(response, takesEtags)),
    ...limitNotes(response),
    ...(response.ending === 'timeout' && isStream(body)
      ? ['The stream was still open at the time-out; this is the part that it sent.']
      : []),
  ];
}

function headerNotes({ headers }: HttpResponse, takesEtags: boolean): string[] {
  const etag = takesEtags ? firstLine(headers['etag']) : undefined;
  const wait = firstLine(headers['retry-after']);
  return [...(etag ? [`ETag: ${etag}`] : []), ...(wait ? [`Retry-After: ${wait}`] : [])];
}

/** Returns true if an operation has a condition on an ETag (RFC 9110 §13.1). */
export function takesConditions({ operations }: Pick<ApiDescriptor, 'operations'>): boolean {
  return operations.some(({ parameters }) =>
    parameters.some(({ in: place, name }) => place === 'header' && /^if-(?:none-)?match$/i.test(name)),
  );
}

/** Returns notes about a call that was sent although its arguments do not fit the document, or not exactly. */
export function argumentNotes({ argumentProblems = [], argumentNotes: notes = [] }: HttpExchange): string[] {
  const lines = argumentProblems.map((problem) => `- ${problem}`).join('\n');
  return [
    ...(lines === '' ? [] : [`The call was sent although its arguments do not fit the document:\n${lines}`]),
    ...(notes.length === 0 ? [] : [`The arguments were accepted as given: ${notes.join('; ')}.`]),
  ];
}

/** Returns a note about a response that did not come at the first attempt. */
export function attemptNotes({ attempts }: HttpResponse): string[] {
  return attempts === undefined ? [] : [`The request was tried ${attempts} times.`];
}

/** Returns a note if the body was longer than the read limit. */
export function limitNotes({ ending, body }: HttpResponse): string[] {
  return ending === 'limit'
    ? [`The response was truncated after ${body.length} bytes. Request less, or raise --max-response-bytes.`]
    : [];
}

/** Returns true for a stream, whose response is useful although the time-out ended it. */
function isStream(body: ResponseData): boolean {
  return (
    body.kind === 'text' && /^text\/event-stream$|ndjson|jsonl|json-seq|^multipart\//.test(body.mediaType)
  );
}

/** Returns a note about a success whose body is incomplete or unreadable. It warns against repeating a write. */
export function brokenBodyNote(
  { operation, exchange }: Pick<CompletedCall, 'operation' | 'exchange'>,
  body: ResponseData,
  isShown: boolean,
): string | undefined {
  const { response } = exchange;
  const problem = brokenBodyReason(response, body);
  if (problem === undefined) return undefined;
  const hint = operation.annotations.readOnlyHint
    ? 'It is safe to try again'
    : 'The call took effect, so do not repeat it blindly';
  const rest = isShown ? '; the received part of the response follows.' : '.';
  return `The API responded with ${statusLine(response)}${problem}.\n${hint}${rest}`;
}

/** Returns the note about an incomplete body. A complete body that cannot be parsed has none. */
export function incompleteBodyNote(call: Pick<CompletedCall, 'operation' | 'exchange'>): string | undefined {
  const { response } = call.exchange;
  return response.ending === 'complete' ? undefined : brokenBodyNote(call, readResponse(response), false);
}

function brokenBodyReason(response: HttpResponse, body: ResponseData): string | undefined {
  if (response.ending === 'limit' || (response.ending === 'timeout' && isStream(body))) return undefined;
  if (response.ending === 'timeout') return ', but the call timed out before the response was complete';
  if (response.ending === 'broken') return ', but the connection closed before the response was complete';
  // JSON lines were recognised as such before.
  const isInvalid = body.kind === 'text' && isJson(body.mediaType);
  return isInvalid ? ' and JSON that cannot be parsed' : undefined;
}
