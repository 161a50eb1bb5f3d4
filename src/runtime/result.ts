import { readAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import type { OpenApiMcpError } from '../errors.ts';
import type { CallResult, Content, ReadResult, ResourceContents } from './protocol.ts';
import type { HttpResponse } from './send.ts';
import type { Json, JsonObject, JsonSchema } from './types.ts';
import { STATUS_CODES } from 'node:http';

/** Headers that tell a model or a client something it can use. */
const keptHeaders = ['etag', 'last-modified', 'location', 'link', 'retry-after'];

/** The result of a call that was answered; `uri` names embedded bytes. */
export function toCallResult(
  response: HttpResponse,
  outputSchema: JsonSchema | undefined,
  uri: string,
): CallResult {
  const answer = readAnswer(response);
  const _meta = metaOf(response);
  if (response.status >= 400) return { content: errorContent(response, answer), isError: true, _meta };
  const structured = structuredContent(answer, outputSchema);
  return {
    content: [toContent(answer, response, uri)],
    ...(structured === undefined ? {} : { structuredContent: structured }),
    _meta,
  };
}

/**
 * Under an object root an object stands as it is and anything else under `result`; under other roots the value does,
 * which the SDK wraps for clients that need an object. Without a schema only JSON has structured content.
 */
function structuredContent(answer: Answer, outputSchema: JsonSchema | undefined): Json | undefined {
  const value =
    answer.kind === 'json' ? exact(answer.value, answer.text) : answer.kind === 'text' ? answer.text : null;
  if (outputSchema === undefined) return answer.kind === 'json' ? value : undefined;
  if (outputSchema['type'] !== 'object' || isObject(value)) return value;
  return { result: value };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Integers beyond 2^53 become strings with every digit; the text keeps them as they were sent. */
function exact(value: Json, text: string): Json {
  if (!/\d{16}/.test(text)) return value;
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?![\d.eE])/g, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
  return JSON.parse(quoted) as Json;
}

function toContent(answer: Answer, response: HttpResponse, uri: string): Content {
  switch (answer.kind) {
    case 'json':
    case 'text':
      return { type: 'text', text: answer.text };
    case 'empty':
      return { type: 'text', text: `${statusLine(response)}: no content${locationOf(response)}` };
    case 'bytes': {
      const { mediaType: mimeType } = answer;
      const data = answer.data.toString('base64');
      if (mimeType.startsWith('image/') && mimeType !== 'image/svg+xml')
        return { type: 'image', data, mimeType };
      if (mimeType.startsWith('audio/')) return { type: 'audio', data, mimeType };
      return { type: 'resource', resource: { uri, mimeType, blob: data } };
    }
  }
}

function locationOf({ headers }: HttpResponse): string {
  return headers['location'] === undefined ? '' : `; Location: ${[headers['location']].flat().join(', ')}`;
}

function statusLine({ status }: HttpResponse): string {
  const reason = STATUS_CODES[status];
  return reason === undefined ? String(status) : `${status} ${reason}`;
}

/** What happened, when to try again, and the API's own words. */
function errorContent(response: HttpResponse, answer: Answer): Content[] {
  const lines = [`The API answered ${statusLine(response)}.`];
  const retryAfter = response.headers['retry-after'];
  if (retryAfter !== undefined) lines.push(`Retry-After: ${[retryAfter].flat().join(', ')}`);
  if (answer.kind === 'json' || answer.kind === 'text') lines.push('', answer.text);
  if (answer.kind === 'bytes') lines.push('', `(${answer.data.length} bytes of ${answer.mediaType})`);
  return [{ type: 'text', text: lines.join('\n') }];
}

function metaOf({ status, headers }: HttpResponse): JsonObject {
  const kept = keptHeaders.flatMap((name): [string, string][] => {
    const value = headers[name];
    return value === undefined ? [] : [[name, [value].flat().join(', ')]];
  });
  return {
    'openapi-mcp/status': status,
    ...(kept.length > 0 ? { 'openapi-mcp/headers': Object.fromEntries(kept) } : {}),
  };
}

/** The result of a call that was not sent, or not answered: what happened, then what to do. */
export function toErrorResult(error: OpenApiMcpError): CallResult {
  return { content: [{ type: 'text', text: `${error.message}\n${error.hint}` }], isError: true };
}

/** A resource's contents; only for answers below 400. */
export function toReadResult(response: HttpResponse, uri: string): ReadResult {
  return { contents: [toContents(readAnswer(response), uri)], _meta: metaOf(response) };
}

function toContents(answer: Answer, uri: string): ResourceContents {
  if (answer.kind === 'empty') return { uri, text: '' };
  const { mediaType: mimeType } = answer;
  return answer.kind === 'bytes'
    ? { uri, mimeType, blob: answer.data.toString('base64') }
    : { uri, mimeType, text: answer.text };
}
