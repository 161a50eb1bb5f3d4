import { describeApi, loadDocument } from '../../src/index.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { DocumentSource } from '../../src/load/loaded-document.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';
import type { CallResult, Handlers } from '../../src/runtime/protocol.ts';
import type { ApiDescriptor } from '../../src/descriptor.ts';
import type { JsonObject } from '../../src/json/value.ts';
import { tool } from './document.ts';
import { expectRefused, expectAccepted } from './mock-check.ts';
import { isGenerated, isSearched, serveDescriptor } from './serve-document.ts';
import { startUpstream, type RecordedRequest } from './upstream.ts';

/** An API that can be called through the public functions. */
export interface OpenApi extends AsyncDisposable {
  call(tool: string, args: JsonObject): Promise<CallResult>;
  handlers: Handlers;
  descriptor: ApiDescriptor;
  close(): Promise<void>;
}

/** Loads and describes a document, and creates its handlers. */
export async function openApi(source: DocumentSource, options: RuntimeOptions = {}): Promise<OpenApi> {
  const loaded = await loadDocument(source);
  const { descriptor } = describeApi(loaded);
  const { handlers } = await serveDescriptor(descriptor, options);
  const close = (): Promise<void> => handlers.close();
  return {
    call: (name, args) => handlers.callTool(name, args),
    handlers,
    descriptor,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The result of a call, and the requests that it sent to the upstream. */
export interface Exchange {
  result: CallResult;
  requests: RecordedRequest[];
}

/** Calls the only tool of a document against a new upstream. */
export async function callOnce(
  document: JsonObject,
  args: JsonObject,
  options: RuntimeOptions = {},
): Promise<Exchange> {
  await using upstream = await startUpstream();
  await using api = await openApi(document, mergeOptions({ request: { baseUrl: upstream.url } }, options));
  const result = await api.call(tool, args);
  const { requests } = upstream;
  // The mock must accept and refuse the same calls as the table. The live project checks that.
  if (!isGenerated && !isSearched) {
    for (const request of requests) await expectAccepted(document, args, request);
    if (requests.length === 0)
      await expectRefused(
        document,
        api.descriptor,
        args,
        mergeOptions({ request: { baseUrl: upstream.url } }, options),
        textOf(result),
      );
  }
  return { result, requests };
}

/** Returns the only request of a call, which must succeed. */
export async function requestOf(
  document: JsonObject,
  args: JsonObject,
  options: RuntimeOptions = {},
): Promise<RecordedRequest> {
  const { result, requests } = await callOnce(document, args, options);
  const [request] = requests;
  if (result.isError || !request || requests.length > 1) {
    throw new Error(`${requests.length} requests reached the upstream; the result was: ${textOf(result)}`);
  }
  return request;
}

/** Returns the text of a result. */
export function textOf(result: CallResult): string {
  return result.content.map((content) => (content.type === 'text' ? content.text : content.type)).join('\n');
}
