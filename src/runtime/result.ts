import { adviceFor } from './advice.ts';
import { readAnswer } from './answer.ts';
import { isJson } from './media-type.ts';
import { structuredContent } from './structured.ts';
import { fileName, metaOf, statusLine } from './response-meta.ts';
import type { Answer } from './answer.ts';
import type { HttpExchange } from './call.ts';
import type { OpenApiMcpError } from '../errors.ts';
import type { RuntimeOptions } from './options.ts';
import type { CallResult, Content, ReadResult, ResourceContents } from './protocol.ts';
import type { HttpResponse } from './send.ts';
import type { ApiDescriptor, JsonObject, OperationDescriptor } from './types.ts';

/** A call that was answered. */
export interface AnsweredCall {
  api: ApiDescriptor;
  operation: OperationDescriptor;
  args: JsonObject;
  exchange: HttpExchange;
  options: RuntimeOptions;
}

/** The result of a call that was answered. Content of a success begins with the body as it was sent. */
export function toCallResult(call: AnsweredCall): CallResult {
  const { response } = call.exchange;
  const answer = readAnswer(response);
  const _meta = metaOf(call.exchange, call.options);
  if (response.status >= 400) return { content: [errorContent(call, answer)], isError: true, _meta };
  const isShown = answer.kind !== 'empty' && call.options.maskErrors !== true;
  const broken = brokenNote(call, answer, isShown);
  if (broken !== undefined) {
    return { content: [text(broken), ...(isShown ? bodyContent(call, answer) : [])], isError: true, _meta };
  }
  const structured = structuredContent(answer, call.operation.outputSchema);
  return {
    content: [...bodyContent(call, answer), ...notes(call.exchange, answer).map(text)],
    ...(structured === undefined ? {} : { structuredContent: structured }),
    _meta,
  };
}

function text(value: string): Content {
  return { type: 'text', text: value };
}

function bodyContent({ api, operation, exchange }: AnsweredCall, answer: Answer): Content[] {
  const { response, request } = exchange;
  switch (answer.kind) {
    case 'json':
    case 'text':
      return [text(answer.text)];
    case 'empty':
      return [text(emptyText(operation, response))];
    case 'bytes': {
      const { mediaType: mimeType } = answer;
      const data = answer.data.toString('base64');
      if (mimeType.startsWith('image/')) return [{ type: 'image', data, mimeType }];
      if (mimeType.startsWith('audio/')) return [{ type: 'audio', data, mimeType }];
      const [path = ''] = request.target.split('?');
      const uri = `${api.scheme}://api${path}${nameFragment(response)}`;
      return [{ type: 'resource', resource: { uri, mimeType, blob: data } }];
    }
  }
}

/** A file that the API named keeps its name at the end of the URI, where clients look for one. */
function nameFragment(response: HttpResponse): string {
  const name = fileName(response);
  return name === undefined ? '' : `#${encodeURIComponent(name)}`;
}

/** HEAD and OPTIONS are asked for their headers (RFC 9110 §9.3.2, §9.3.7). */
function emptyText({ method }: OperationDescriptor, response: HttpResponse): string {
  const line = `${statusLine(response)}: no content`;
  if (method !== 'HEAD' && method !== 'OPTIONS') return line;
  const headers = Object.entries(response.headers)
    .filter(([name]) => !['connection', 'keep-alive', 'set-cookie', 'date'].includes(name))
    .map(([name, value]) => `${name}: ${[value].flat().join(', ')}`);
  return [line, ...headers].join('\n');
}

/** What stands beside the body of a success. */
function notes(exchange: HttpExchange, answer: Answer): string[] {
  const { response } = exchange;
  const location = [response.headers['location'] ?? []].flat()[0];
  return [
    ...(location === undefined ? [] : [`${statusLine(response)}; Location: ${location}`]),
    ...(location === undefined ? [] : redirectNote(exchange, location)),
    ...(response.ending === 'limit'
      ? [
          `The answer was cut after ${response.body.length} bytes. Ask for less, or raise --max-response-bytes.`,
        ]
      : []),
    ...(response.ending === 'timeout' && isStream(answer)
      ? ['The stream was still open at the time-out; this is what it sent until then.']
      : []),
  ];
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
function isStream(answer: Answer): boolean {
  return (
    answer.kind === 'text' && /^text\/event-stream$|ndjson|jsonl|json-seq|^multipart\//.test(answer.mediaType)
  );
}

/** A success whose body did not arrive whole, or cannot be read: what came is shown, and a write is not to be repeated blindly. */
function brokenNote(
  { operation, exchange }: AnsweredCall,
  answer: Answer,
  isShown: boolean,
): string | undefined {
  const { response } = exchange;
  const problem = brokenReason(response, answer);
  if (problem === undefined) return undefined;
  const advice = operation.annotations.readOnlyHint
    ? 'It is safe to try again'
    : 'The call took effect, so do not repeat it blindly';
  const rest = isShown ? '; what came of the answer follows.' : '.';
  return `The API answered ${statusLine(response)}${problem}.\n${advice}${rest}`;
}

function brokenReason(response: HttpResponse, answer: Answer): string | undefined {
  if (response.ending === 'limit' || (response.ending === 'timeout' && isStream(answer))) return undefined;
  if (response.ending === 'timeout') return ', but the time-out came before the answer was complete';
  if (response.ending === 'broken') return ', but the connection closed before the answer was complete';
  // Lines of JSON were told from broken JSON already.
  const isInvalid = answer.kind === 'text' && isJson(answer.mediaType);
  return isInvalid ? ' with JSON that cannot be read' : undefined;
}

/** What happened, what to do, and the API's own words. */
function errorContent(call: AnsweredCall, answer: Answer): Content {
  const { response } = call.exchange;
  const advice = adviceFor({ ...call, response, answer });
  const lines = [`The API answered ${statusLine(response)}.`, advice];
  if (call.options.maskErrors === true) return text(lines.join('\n').replace(/\n- .*/gs, ''));
  if (answer.kind === 'json' || answer.kind === 'text') lines.push('', answer.text);
  if (answer.kind === 'bytes') lines.push('', `(${answer.data.length} bytes of ${answer.mediaType})`);
  return text(lines.join('\n'));
}

/** The result of a call that was not sent, or not answered: what happened, then what to do. */
export function toErrorResult(error: OpenApiMcpError, options: RuntimeOptions): CallResult {
  const isUpstream = error.code === 'UPSTREAM_UNREACHABLE' || error.code === 'UPSTREAM_TIMEOUT';
  if (isUpstream && options.maskErrors === true)
    return { content: [text('The API could not be reached.\nTry again later.')], isError: true };
  return { content: [text(`${error.message}\n${error.hint}`)], isError: true };
}

/** A resource's contents; only for answers below 400. */
export function toReadResult(exchange: HttpExchange, uri: string, options: RuntimeOptions): ReadResult {
  return {
    contents: [toContents(readAnswer(exchange.response), uri)],
    _meta: metaOf(exchange, options),
  };
}

function toContents(answer: Answer, uri: string): ResourceContents {
  if (answer.kind === 'empty') return { uri, text: '' };
  const { mediaType: mimeType } = answer;
  return answer.kind === 'bytes'
    ? { uri, mimeType, blob: answer.data.toString('base64') }
    : { uri, mimeType, text: answer.text };
}
