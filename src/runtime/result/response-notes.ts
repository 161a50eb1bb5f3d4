import { isJson } from '../../http/media-type.ts';
import { readResponse } from '../response/read-response.ts';
import { statusLine } from '../response/response-meta.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { CompletedCall, HttpExchange } from '../operation-caller.ts';
import type { HttpResponse } from '../../http/http-message.ts';

/** What stands beside the body of a success. */
export function responseNotes(exchange: HttpExchange, answer: ResponseData): string[] {
  const { response } = exchange;
  const location = [response.headers['location'] ?? []].flat()[0];
  return [
    ...(location === undefined ? [] : [`${statusLine(response)}; Location: ${location}`]),
    ...(location === undefined ? [] : redirectNote(exchange, location)),
    ...limitNotes(response),
    ...(response.ending === 'timeout' && isStream(answer)
      ? ['The stream was still open at the time-out; this is what it sent until then.']
      : []),
  ];
}

/** That there is more than was read. */
export function limitNotes({ ending, body }: HttpResponse): string[] {
  return ending === 'limit'
    ? [`The answer was cut after ${body.length} bytes. Ask for less, or raise --max-response-bytes.`]
    : [];
}

/** Why a redirect is what a call ended with. */
function redirectNote({ request, response }: HttpExchange, location: string): string[] {
  if (!redirects.has(response.status)) return [];
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return ['The redirect was not followed, because the request is no plain read.'];
  const base = request.origin + request.target;
  const isHere = URL.canParse(location, base) && new URL(location, base).origin === request.origin;
  return isHere
    ? ['Redirects were followed and this is one more: they may lead in a circle.']
    : ['The redirect was not followed, because it leads to another origin.'];
}

const redirects = new Set([301, 302, 303, 307, 308]);

/** A stream that a time-out ends is still an answer. */
function isStream(answer: ResponseData): boolean {
  return (
    answer.kind === 'text' && /^text\/event-stream$|ndjson|jsonl|json-seq|^multipart\//.test(answer.mediaType)
  );
}

/** A success whose body did not arrive whole, or cannot be read: what came is shown, and a write is not to be repeated blindly. */
export function brokenBodyNote(
  { operation, exchange }: Pick<CompletedCall, 'operation' | 'exchange'>,
  answer: ResponseData,
  isShown: boolean,
): string | undefined {
  const { response } = exchange;
  const problem = brokenBodyReason(response, answer);
  if (problem === undefined) return undefined;
  const advice = operation.annotations.readOnlyHint
    ? 'It is safe to try again'
    : 'The call took effect, so do not repeat it blindly';
  const rest = isShown ? '; what came of the answer follows.' : '.';
  return `The API answered ${statusLine(response)}${problem}.\n${advice}${rest}`;
}

/** Why an answer did not arrive whole; one that is whole but cannot be read is no matter of this. */
export function incompleteBodyNote(call: Pick<CompletedCall, 'operation' | 'exchange'>): string | undefined {
  const { response } = call.exchange;
  return response.ending === 'complete' ? undefined : brokenBodyNote(call, readResponse(response), false);
}

function brokenBodyReason(response: HttpResponse, answer: ResponseData): string | undefined {
  if (response.ending === 'limit' || (response.ending === 'timeout' && isStream(answer))) return undefined;
  if (response.ending === 'timeout') return ', but the time-out came before the answer was complete';
  if (response.ending === 'broken') return ', but the connection closed before the answer was complete';
  // Lines of JSON were told from broken JSON already.
  const isInvalid = answer.kind === 'text' && isJson(answer.mediaType);
  return isInvalid ? ' with JSON that cannot be read' : undefined;
}
