import { loadDocument } from '../../src/index.ts';
import { createResponder } from '../../src/mock/responder.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { resolveBaseUrl } from '../../src/runtime/request/base-url.ts';
import { buildRequest } from '../../src/runtime/request/build-request.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';
import type { HttpRequest } from '../../src/http/http-message.ts';
import type { ApiDescriptor } from '../../src/descriptor.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { RecordedRequest } from './upstream.ts';

/** The parts of a request that the mock reads. */
type Sent = Pick<RecordedRequest, 'method' | 'target' | 'headers' | 'body'>;

/** The statuses of requests that violate the document. */
const refusals = new Set([400, 404, 405, 415]);

/** Valid calls that the mock refuses, by their arguments, because it reads fewer forms than are written. */
const misread = new Map([
  ['{"body":{"a":{"b":"c d"}}}', 'the mock does not read a form within a part'],
  ['{"body":{"file":"iVBORw0KGgo="}}', 'the part is an image by its bytes alone'],
  ['{"body":"iVBORw0KGgo="}', 'the body is an image by its bytes alone'],
  ['{"body":{"file":"test"}}', 'only the notation of the argument distinguishes text from bytes'],
  ['{"body":{"file":"data:,test"}}', 'only the notation of the argument distinguishes text from bytes'],
  ['{"body":["x"]}', 'a list without names is not a form'],
  ['{"color":"a&b=c+d"}', 'a reserved value breaks the query, as the document requires'],
  ['{"color":{"a":"b c","d":1}}', 'the mock does not read a form within a query'],
  ['{"body":{"color":{"a":1}}}', 'the mock does not read XML within a form'],
  ['{"body":"mem,host=a value=1"}', 'the document declares any text as base64'],
  ['{"body":"a=1&b=%20"}', 'a form given as text'],
]);

/** Problems that are not visible in a request: unknown arguments, text that any body can be, digits beyond a double. */
const invisible =
  /: is not an argument|bodyContentType: must be one of|^- body(\.file)?: must be string|^- tags: must be array|must be number, got "[\d.e]+"/m;

/** Returns the refusal of the mock of a document, or `undefined` if it accepts the request. */
async function refusalOf(
  document: JsonObject,
  { method, target, headers, body }: Sent,
): Promise<string | undefined> {
  const model = buildModel(await loadDocument(document), () => undefined);
  const respond = await createResponder(model, 1);
  const joined: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    joined[key] = joined[key] === undefined ? value : `${joined[key]}, ${value}`;
  }
  const response = respond({ method, target, headers: joined, body });
  return refusals.has(response.status) ? `${response.status} ${String(response.body)}` : undefined;
}

/** Throws if the mock refuses the request of a valid row of the wire table. */
export async function expectAccepted(document: JsonObject, args: JsonObject, request: Sent): Promise<void> {
  if (misread.has(JSON.stringify(args))) return;
  const found = await refusalOf(document, request);
  if (found !== undefined) throw new Error(`the mock refuses ${request.method} ${request.target}: ${found}`);
}

/**
 * Throws if the mock accepts the request of an invalid row of the wire table. The request is built without validating
 * the arguments; most cannot be built at all.
 */
export async function expectRefused(
  document: JsonObject,
  descriptor: ApiDescriptor,
  args: JsonObject,
  options: RuntimeOptions,
  reason: string,
): Promise<void> {
  const [operation] = descriptor.operations;
  if (operation === undefined || invisible.test(reason)) return;
  const nothing = { headers: [], query: [], cookies: [] };
  const build = async (): Promise<HttpRequest> =>
    buildRequest(
      resolveBaseUrl(descriptor, operation, options.request ?? {}),
      operation,
      args,
      nothing,
      options.request ?? {},
    );
  const request = await build().catch(() => undefined);
  if (request === undefined) return;
  const sent = { ...request, body: Buffer.from(request.body ?? '') };
  if ((await refusalOf(document, sent)) === undefined)
    throw new Error(
      `the mock accepts ${request.method} ${request.target}, although it is invalid: ${reason}`,
    );
}
