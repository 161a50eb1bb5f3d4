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

/** A request as the mock reads it. */
type Sent = Pick<RecordedRequest, 'method' | 'target' | 'headers' | 'body'>;

/** Statuses that say that a request breaks the document. */
const refusals = new Set([400, 404, 405, 415]);

/** Calls that the mock calls wrong although they are right, by their arguments: it reads less than we write. */
const misread = new Map([
  ['{"body":{"a":{"b":"c d"}}}', 'a form within a part is not read'],
  ['{"body":{"file":"iVBORw0KGgo="}}', 'the part is an image by its bytes alone'],
  ['{"body":"iVBORw0KGgo="}', 'the body is an image by its bytes alone'],
  ['{"body":{"file":"test"}}', 'text and bytes are told apart by how they were given'],
  ['{"body":{"file":"data:,test"}}', 'text and bytes are told apart by how they were given'],
  ['{"body":["x"]}', 'a list without names is no form'],
  ['{"color":"a&b=c+d"}', 'a reserved value breaks the query, as the document asks for'],
  ['{"color":{"a":"b c","d":1}}', 'a form within a query is not read'],
  ['{"body":{"color":{"a":1}}}', 'XML within a form is not read'],
  ['{"body":"mem,host=a value=1"}', 'the document calls any text base64'],
  ['{"body":"a=1&b=%20"}', 'a form given as text'],
]);

/** What a request cannot show: arguments that have no place in it, text that any body may be, digits beyond a double. */
const invisible =
  /: is not an argument|_contentType: must be one of|^- body(\.file)?: must be string|^- tags: must be array|must be number, got "[\d.e]+"/m;

/** What the mock of a document has against a request; nothing where it takes it. */
async function findingsOf(
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
  const answer = respond({ method, target, headers: joined, body });
  return refusals.has(answer.status) ? `${answer.status} ${String(answer.body)}` : undefined;
}

/** Fails where the mock calls wrong what a row of the wire table calls right. */
export async function expectTaken(document: JsonObject, args: JsonObject, request: Sent): Promise<void> {
  if (misread.has(JSON.stringify(args))) return;
  const found = await findingsOf(document, request);
  if (found !== undefined) throw new Error(`the mock refuses ${request.method} ${request.target}: ${found}`);
}

/**
 * Fails where the mock takes what a row of the wire table calls wrong: the request is built as if the arguments had
 * never been looked at. Most cannot be built at all.
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
    buildRequest(resolveBaseUrl(descriptor, operation, options), operation, args, nothing, options);
  const request = await build().catch(() => undefined);
  if (request === undefined) return;
  const sent = { ...request, body: Buffer.from(request.body ?? '') };
  if ((await findingsOf(document, sent)) === undefined)
    throw new Error(`the mock takes ${request.method} ${request.target}, which is refused: ${reason}`);
}
