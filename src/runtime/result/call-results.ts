import { isHtml } from '../../http/media-type.ts';
import { callCapabilities } from '../call-capabilities.ts';
import { runtimeCapabilities } from '../capabilities.ts';
import { readBareText } from '../response/bare-text.ts';
import { readResponse } from '../response/read-response.ts';
import { responseMeta, statusLine } from '../response/response-meta.ts';
import { summarizeHtml } from '../response/html-summary.ts';
import { createResponseValidator } from '../response/validate-response.ts';
import { describeTruncations } from './describe-truncation.ts';
import { errorHint } from './error-hint.ts';
import { fitResponse, truncateResponse } from './fit-response.ts';
import { defaultMaxResultChars } from './truncation.ts';
import { readMeta, toContent, toReadContents } from './response-content.ts';
import {
  argumentNotes,
  attemptNotes,
  brokenBodyNote,
  responseNotes,
  takesConditions,
} from './response-notes.ts';
import { createResponseStore } from './response-store.ts';
import { structuredContent } from './structured-content.ts';
import type { CompletedCall } from '../operation-caller.ts';
import type { CallResult, Content, ReadResult } from '../protocol.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { RequestOptions } from '../request/request-options.ts';
import type { ResultOptions } from './result-options.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { OpenApiMcpError } from '../../errors.ts';
import type { ApiDescriptor, ResponseShaping } from '../../descriptor.ts';
import type { ResponseStore } from './response-store.ts';

/** Builds MCP results from HTTP responses. */
export class CallResults {
  readonly #api: ApiDescriptor;
  readonly #takesEtags: boolean;
  readonly #options: ResultOptions;
  readonly #request: RequestOptions | undefined;
  readonly #validateResponse: ReturnType<typeof createResponseValidator>;
  readonly #strict = runtimeCapabilities.createStrictOutput?.();
  readonly #store: ResponseStore | undefined;
  /** URIs of stored responses begin with this. */
  readonly #storePrefix: string;

  constructor(api: ApiDescriptor, { request, result = {} }: Pick<RuntimeOptions, 'request' | 'result'>) {
    this.#api = api;
    this.#takesEtags = takesConditions(api);
    this.#options = result;
    this.#request = request;
    this.#validateResponse = createResponseValidator(api);
    this.#store = result.keepResponses === true ? createResponseStore() : undefined;
    this.#storePrefix = `${api.scheme}://responses/`;
  }

  /** Returns the result of a tool call. */
  async ofCall(received: CompletedCall): Promise<CallResult> {
    const read = readResponse(received.exchange.response);
    const findings = await this.#findingsOf(received, read);
    const whole = this.#withBareText(received, read);
    const { shaping } = received.operation;
    const {
      call,
      body,
      notes: shapingNotes,
    } = shaping?.result === undefined
      ? { call: received, body: whole, notes: [] }
      : await shapeCall(received, whole, shaping.result);
    const { operation, exchange } = call;
    const _meta = responseMeta(exchange, this.#options, findings);
    if (exchange.isError) return { content: [this.#errorContent(call, body)], isError: true, _meta };
    const isShown = body.kind !== 'empty' && this.#options.maskErrors !== true;
    const broken = brokenBodyNote(call, body, isShown);
    const fitted = fitResponse(
      call,
      body.kind === 'text' ? await this.#toReadable(body) : body,
      this.#optionsFor(operation),
      (bytes, mediaType) => this.#storeBody(bytes, mediaType),
    );
    const shown = toContent(call, fitted.body, this.#api.scheme);
    if (broken !== undefined)
      return { content: [text(broken), ...(isShown ? [shown] : [])], isError: true, _meta };
    const notes = [
      ...argumentNotes(exchange),
      ...shapingNotes,
      ...responseNotes(exchange, body, {
        takesEtags: this.#takesEtags,
        others: shaping?.result?.headers,
      }),
      ...fitted.notes,
    ];
    const content = [shown, ...fitted.links, ...notes.map(text)];
    const { outputSchema } = operation;
    const promised = this.#strict?.wholeContent(body, outputSchema);
    const structured = promised === undefined ? structuredContent(fitted.body, outputSchema) : promised.value;
    const violations = this.#options.validateResponses === 'strict' ? findings : [];
    const canFail = promised !== undefined || violations.length > 0;
    const failure = canFail ? await this.#strict?.failureOf(outputSchema, structured, violations) : undefined;
    if (failure !== undefined) return { ...failure, content: [...failure.content, ...content], _meta };
    return { content, ...(structured === undefined ? {} : { structuredContent: structured }), _meta };
  }

  /** Returns the contents of a resource, from a complete response with a status below 400. */
  async ofRead(read: CompletedCall, uri: string): Promise<ReadResult> {
    const { exchange } = read;
    const whole = this.#withBareText(read, readResponse(exchange.response));
    const shaping = read.operation.shaping?.result;
    const body = shaping === undefined ? whole : (await shapeCall(read, whole, shaping)).body;
    const { contents, truncations } = toReadContents(body, uri);
    const meta = readMeta(exchange.response, truncations);
    return { contents: [contents], _meta: responseMeta(exchange, this.#options, [], meta) };
  }

  /** Returns the whole body of a response that was truncated, or `undefined` if the URI names none. */
  ofStored(uri: string): ReadResult | undefined {
    if (!uri.startsWith(this.#storePrefix)) return undefined;
    const stored = this.#store?.find(uri.slice(this.#storePrefix.length));
    if (stored === undefined) return undefined;
    const body = readResponse({ headers: { 'content-type': stored.mediaType }, body: stored.body });
    return { contents: [toReadContents(body, uri).contents] };
  }

  #withBareText({ operation, exchange }: CompletedCall, body: ResponseData): ResponseData {
    const { status, ending } = exchange.response;
    return ending === 'complete' ? readBareText(body, status, operation, this.#api) : body;
  }

  #optionsFor({ shaping }: CompletedCall['operation']): ResultOptions {
    const maxResultChars = shaping?.result?.maxChars;
    return maxResultChars === undefined ? this.#options : { ...this.#options, maxResultChars };
  }

  async #toReadable(body: ResponseData): Promise<ResponseData> {
    if (this.#options.html !== 'text' || body.kind !== 'text' || !isHtml(body.mediaType)) return body;
    const html = await runtimeCapabilities.loadHtmlText?.();
    return html === undefined ? body : { ...body, text: await html.htmlToText(body.text) };
  }

  async #findingsOf(
    { operation, exchange: { response } }: CompletedCall,
    body: ResponseData,
  ): Promise<string[]> {
    if (this.#options.validateResponses === 'off' || response.ending !== 'complete') return [];
    const mediaType = 'mediaType' in body ? body.mediaType : '';
    const value = body.kind === 'json' ? body.value : undefined;
    const findings = await this.#validateResponse(operation, response.status, mediaType, value);
    const { drop = [], mask = [] } = operation.shaping?.result ?? {};
    if (findings.length === 0 || drop.length + mask.length === 0) return findings;
    // A finding quotes the values of the response.
    return [
      `${findings.length} of its parts do not fit the document, and are not named: this server hides parts of it`,
    ];
  }

  #storeBody(body: Buffer, mediaType: string): string | undefined {
    const id = this.#store?.add(body, mediaType);
    return id === undefined ? undefined : this.#storePrefix + id;
  }

  #errorContent(call: CompletedCall, body: ResponseData): Content {
    const { response } = call.exchange;
    const options = { request: this.#request, result: this.#options };
    const hint = errorHint({ ...call, api: this.#api, options, response, body });
    const lines = [
      `The API responded with ${statusLine(response)}.`,
      hint,
      ...attemptNotes(response),
      ...argumentNotes(call.exchange),
    ];
    // The lines of the hint that begin with a dash quote the API.
    if (this.#options.maskErrors === true) return text(lines.join('\n').replace(/\n- .*/gs, ''));
    const { body: shown, truncations } = truncateResponse(
      summarizeHtml(body),
      this.#optionsFor(call.operation).maxResultChars ?? defaultMaxResultChars,
    );
    if (shown.kind === 'json' || shown.kind === 'text') lines.push('', shown.text);
    if (truncations.length > 0) lines.push('', describeTruncations(truncations));
    if (body.kind === 'bytes') lines.push('', `(${body.data.length} bytes of ${body.mediaType})`);
    return text(lines.join('\n'));
  }
}

/** Returns a call with the response that its shaping leaves. A filter is for results, not for errors. */
async function shapeCall(
  call: CompletedCall,
  body: ResponseData,
  { filter, ...shaping }: ResponseShaping,
): Promise<{ call: CompletedCall; body: ResponseData; notes: string[] }> {
  const { exchange } = call;
  const own = exchange.isError || filter === undefined ? shaping : { ...shaping, filter };
  const shaper = await callCapabilities.loadShaping?.();
  const shaped = await shaper?.shapeResponse(exchange.response, body, own);
  if (shaped === undefined) return { call, body, notes: [] };
  const { response, ...rest } = shaped;
  return { call: { ...call, exchange: { ...exchange, response } }, ...rest };
}

function text(value: string): Content {
  return { type: 'text', text: value };
}

/** Returns the result of a call that was not sent, or got no response: the problem, then the hint. */
export function toErrorResult(error: OpenApiMcpError, options: ResultOptions = {}): CallResult {
  if (error.code.startsWith('UPSTREAM_') && options.maskErrors === true)
    return { content: [text('The API could not be reached.\nTry again later.')], isError: true };
  return { content: [text(`${error.message}\n${error.hint}`)], isError: true };
}
