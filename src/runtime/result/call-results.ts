import { runtimeCapabilities } from '../capabilities.ts';
import { errorHint } from './error-hint.ts';
import { readResponse } from '../response/read-response.ts';
import { truncateJson } from './truncate-json.ts';
import { truncateText } from './truncate-text.ts';
import { truncateResponse, fitResponse } from './fit-response.ts';
import { createResponseStore } from './response-store.ts';
import { defaultMaxResultChars } from './limits.ts';
import { describeTruncations } from './describe-truncation.ts';
import { brokenBodyNote, limitNotes, responseNotes } from './response-notes.ts';
import { createResponseValidator } from '../response/validate-response.ts';
import { fileName, lastModified, responseMeta, statusLine } from '../response/response-meta.ts';
import { createOutputValidator, isRestrictive, strictErrorResult } from './strict-output.ts';
import { structuredContent } from './structured-content.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { CompletedCall, HttpExchange } from '../operation-caller.ts';
import type { Truncation } from './truncation.ts';
import type { OpenApiMcpError } from '../../errors.ts';
import type { ResultOptions } from './result-options.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { CallResult, Content, ReadResult, ResourceContents } from '../protocol.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

/** Makes results of answers. */
export interface Results {
  ofCall(call: CompletedCall): Promise<CallResult>;
  /** Only for whole answers below 400. */
  ofRead(exchange: HttpExchange, uri: string): ReadResult;
  /** An answer that was cut and is kept whole. */
  ofKept(uri: string): ReadResult | undefined;
}

/** What a message over stdio can carry; both SDKs break the connection at 10 MB, and base64 adds a third. */
const maximumEmbeddedBytes = 6_000_000;
const maximumReadChars = 4_000_000;

export function createResults(
  api: ApiDescriptor,
  options: Pick<RuntimeOptions, 'request' | 'result'>,
): Results {
  const { result = {} } = options;
  const check = createResponseValidator(api);
  const checkOutput = createOutputValidator();
  const kept = result.keepResponses === true ? createResponseStore() : undefined;
  const keptPrefix = `${api.scheme}://responses/`;

  async function ofCall(call: CompletedCall): Promise<CallResult> {
    const { operation, exchange } = call;
    const answer = readResponse(exchange.response);
    const findings = await findingsOf(operation, exchange, answer);
    const _meta = responseMeta(exchange, result, findings);
    if (exchange.response.status >= 400)
      return { content: [errorContent(call, answer)], isError: true, _meta };
    const isShown = answer.kind !== 'empty' && result.maskErrors !== true;
    const broken = brokenBodyNote(call, answer, isShown);
    const fitted = fitResponse(call, await readable(answer), result, (body, mediaType) =>
      keep(body, mediaType),
    );
    const body = bodyContent(call, fitted.answer);
    if (broken !== undefined)
      return { content: [text(broken), ...(isShown ? body : [])], isError: true, _meta };
    const content = [
      ...body,
      ...fitted.links,
      ...[...responseNotes(exchange, answer), ...fitted.notes].map(text),
    ];
    const { outputSchema } = operation;
    const isPromised = outputSchema !== undefined && isRestrictive(outputSchema);
    // What is promised is kept whole: a cut list, or digits as text, would break the promise.
    const structured = isPromised
      ? promisedContent(answer, outputSchema)
      : structuredContent(fitted.answer, outputSchema);
    const broke = await brokenPromise(outputSchema, structured, findings);
    if (broke.length > 0) {
      const failure = strictErrorResult(broke);
      return { ...failure, content: [...failure.content, ...content], _meta };
    }
    return { content, ...(structured === undefined ? {} : { structuredContent: structured }), _meta };
  }

  async function readable(answer: ResponseData): Promise<ResponseData> {
    if (
      result.html !== 'text' ||
      answer.kind !== 'text' ||
      !/^(text\/html|application\/xhtml\+xml)$/.test(answer.mediaType)
    )
      return answer;
    const html = await runtimeCapabilities.loadHtmlText?.();
    return html === undefined ? answer : { ...answer, text: await html.htmlToText(answer.text) };
  }

  async function findingsOf(
    operation: OperationDescriptor,
    { response }: HttpExchange,
    answer: ResponseData,
  ): Promise<string[]> {
    if (result.validateResponses === 'off' || response.ending !== 'complete') return [];
    const value = answer.kind === 'json' ? answer.value : undefined;
    return check(operation, response.status, 'mediaType' in answer ? answer.mediaType : '', value);
  }

  async function brokenPromise(
    outputSchema: JsonSchema | undefined,
    structured: Json | undefined,
    findings: string[],
  ): Promise<string[]> {
    if (result.validateResponses === 'strict' && findings.length > 0) return findings;
    return outputSchema === undefined || structured === undefined
      ? []
      : checkOutput(outputSchema, structured);
  }

  function keep(body: Buffer, mediaType: string): string | undefined {
    const id = kept?.add(body, mediaType);
    return id === undefined ? undefined : keptPrefix + id;
  }

  function bodyContent({ operation, exchange }: CompletedCall, answer: ResponseData): Content[] {
    const { response, request } = exchange;
    switch (answer.kind) {
      case 'json':
      case 'text':
        return [text(answer.text)];
      case 'empty':
        return [text(emptyText(operation, response))];
      case 'bytes': {
        const { mediaType: mimeType } = answer;
        if (answer.data.length > maximumEmbeddedBytes)
          return [text(`${answer.data.length} bytes of ${mimeType}: too many to pass on.`)];
        const data = answer.data.toString('base64');
        if (mimeType.startsWith('image/')) return [{ type: 'image', data, mimeType }];
        if (mimeType.startsWith('audio/')) return [{ type: 'audio', data, mimeType }];
        const [path = ''] = request.target.split('?');
        const uri = `${api.scheme}://api${path}${nameFragment(response)}`;
        return [{ type: 'resource', resource: { uri, mimeType, blob: data }, ...lastModified(response) }];
      }
    }
  }

  function errorContent(call: CompletedCall, answer: ResponseData): Content {
    const { response } = call.exchange;
    const advice = errorHint({ ...call, api, options, response, answer });
    const lines = [`The API answered ${statusLine(response)}.`, advice];
    if (result.maskErrors === true) return text(lines.join('\n').replace(/\n- .*/gs, ''));
    const limit = result.maxResultChars ?? defaultMaxResultChars;
    const { answer: shown, truncations } = truncateResponse(answer, limit);
    if (shown.kind === 'json' || shown.kind === 'text') lines.push('', shown.text);
    if (truncations.length > 0) lines.push('', describeTruncations(truncations));
    if (answer.kind === 'bytes') lines.push('', `(${answer.data.length} bytes of ${answer.mediaType})`);
    return text(lines.join('\n'));
  }

  function ofRead(exchange: HttpExchange, uri: string): ReadResult {
    const { response } = exchange;
    const { contents, truncations } = toContents(readResponse(response), uri);
    const cut = [
      ...limitNotes(response),
      ...(truncations.length > 0 ? [describeTruncations(truncations)] : []),
    ].join('\n');
    const known = {
      ...(response.ending === 'complete' ? { size: response.body.length } : {}),
      ...lastModified(response).annotations,
      ...(cut === '' ? {} : { cut }),
    };
    return { contents: [contents], _meta: responseMeta(exchange, result, [], known) };
  }

  function ofKept(uri: string): ReadResult | undefined {
    if (!uri.startsWith(keptPrefix)) return undefined;
    const found = kept?.find(uri.slice(keptPrefix.length));
    if (found === undefined) return undefined;
    const answer = readResponse({ headers: { 'content-type': found.mediaType }, body: found.body });
    return { contents: [toContents(answer, uri).contents] };
  }

  return { ofCall, ofRead, ofKept };
}

function text(value: string): Content {
  return { type: 'text', text: value };
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

/** The result of a call that was not sent, or not answered: what happened, then what to do. */
export function toErrorResult(error: OpenApiMcpError, options: ResultOptions = {}): CallResult {
  const isUpstream = error.code === 'UPSTREAM_UNREACHABLE' || error.code === 'UPSTREAM_TIMEOUT';
  if (isUpstream && options.maskErrors === true)
    return { content: [text('The API could not be reached.\nTry again later.')], isError: true };
  return { content: [text(`${error.message}\n${error.hint}`)], isError: true };
}

/** The structured content of an answer whose schema is a promise: numbers stay numbers. */
function promisedContent(answer: ResponseData, outputSchema: JsonSchema): Json | undefined {
  return answer.kind === 'json' ? answer.value : structuredContent(answer, outputSchema);
}

function toContents(
  answer: ResponseData,
  uri: string,
): { contents: ResourceContents; truncations: Truncation[] } {
  if (answer.kind === 'empty') return { contents: { uri, text: '' }, truncations: [] };
  const { mediaType: mimeType } = answer;
  if (answer.kind === 'bytes') {
    if (answer.data.length <= maximumEmbeddedBytes)
      return { contents: { uri, mimeType, blob: answer.data.toString('base64') }, truncations: [] };
    const note = `${answer.data.length} bytes of ${mimeType}: too many to pass on.`;
    return { contents: { uri, mimeType: 'text/plain', text: note }, truncations: [] };
  }
  const { text: whole } = answer;
  const { text: bounded, truncations } =
    answer.kind === 'json'
      ? truncateJson(answer.value, whole, maximumReadChars)
      : truncateText(whole, maximumReadChars, mimeType);
  return { contents: { uri, mimeType, text: bounded }, truncations };
}
