import { isJson } from '../../http/media-type.ts';
import { locationOf, unfollowedReason } from '../response/redirect.ts';
import { readResponse } from '../response/read-response.ts';
import { isOfRateLimit, statusLine } from '../response/response-meta.ts';
import { firstLine, joinLines } from '../../http/field-lines.ts';
import { echo } from '../../json/echo.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { CompletedCall, HttpExchange } from '../operation-caller.ts';
import type { ApiDescriptor } from '../../descriptor.ts';
import type { HttpResponse } from '../../http/http-message.ts';

/** Headers with the URL at which the state of a job can be read, besides `Location`. */
const jobHeaders = /^(?:operation-location|azure-asyncoperation)$/;

/** Headers that say how many items or pages there are, for which a list itself has no place. */
const totalHeaders =
  /(?:^|-)total(?:-?(?:count|pages?|items|results|records|elements|entries|rows))?$|(?:^|-)(?:page|item)s?-count$|^(?:x-)?pagination$|^content-range$/;

/**
 * Returns notes that follow the body of a success: the headers that a next call needs, and the reasons why the body is
 * not complete. `others` are the names of headers that other notes have.
 */
export function responseNotes(
  exchange: HttpExchange,
  body: ResponseData,
  { takesEtags, others = [] }: { takesEtags: boolean; others?: string[] | undefined },
): string[] {
  const { request, response } = exchange;
  const location = locationOf(response);
  const reason = location === undefined ? undefined : unfollowedReason(exchange);
  return [
    ...(location === undefined ? [] : [`${statusLine(response)}; Location: ${location}`]),
    ...(reason === undefined ? [] : [`The redirect was not followed, because ${reason}.`]),
    ...(request.method === 'HEAD' ? [] : headerNotes(response, takesEtags)),
    ...(request.method === 'HEAD' ? [] : factNotes(response, body, others)),
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

/** Returns a line for each header with the URL of a job, and with the size of a list. */
function factNotes({ headers }: HttpResponse, body: ResponseData, others: string[]): string[] {
  const isList = body.kind === 'json' && Array.isArray(body.value);
  const known = new Set(others.map((name) => name.toLowerCase()));
  return Object.entries(headers).flatMap(([name, value]) => {
    const isFact = jobHeaders.test(name) || (isList && totalHeaders.test(name) && !isOfRateLimit(name));
    return isFact && !known.has(name) ? [`${name}: ${echo(joinLines(value))}`] : [];
  });
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
