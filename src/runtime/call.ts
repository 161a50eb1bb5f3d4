import { OpenApiMcpError } from '../errors.ts';
import { authorize } from './security/auth.ts';
import { readArguments } from './arguments/lenient.ts';
import { buildRequest } from './request/request.ts';
import { createSender } from './request/send.ts';
import { createArgumentCheck } from './arguments/validate.ts';
import type { Filter } from './result/filter.ts';
import type { RuntimeOptions } from './options.ts';
import type { HttpRequest } from './request/request.ts';
import type { RequestContext } from './protocol.ts';
import type { HttpResponse, SendOptions } from './request/send.ts';
import type { ApiDescriptor, JsonObject, OperationDescriptor } from './types.ts';

/** One call, from arguments to the API's answer. */
export interface Caller {
  /** @throws OpenApiMcpError for arguments that do not fit */
  prepare(operation: OperationDescriptor, args: JsonObject): Promise<HttpRequest>;
  /** @throws OpenApiMcpError for arguments that do not fit (nothing was sent) and for an API that did not answer */
  call(operation: OperationDescriptor, args: JsonObject, context?: RequestContext): Promise<HttpExchange>;
  close(): Promise<void>;
}

export interface HttpExchange {
  request: HttpRequest;
  response: HttpResponse;
  /** Milliseconds from sending to the end of the answer. */
  duration: number;
}

/** A call that was answered. */
export interface AnsweredCall {
  operation: OperationDescriptor;
  args: JsonObject;
  exchange: HttpExchange;
  /** Applied to a JSON answer before the bounds. */
  filter?: Filter;
}

/** validate → authorize → request → send. */
export function createCaller(api: ApiDescriptor, options: RuntimeOptions): Caller {
  const check = createArgumentCheck();
  const sender = createSender({
    timeout: options.timeout ?? 30_000,
    maxBytes: options.maxResponseBytes ?? 10_485_760,
  });

  async function prepare(operation: OperationDescriptor, given: JsonObject): Promise<HttpRequest> {
    const args = readArguments(operation, given);
    const problems = await check(operation, args);
    if (problems.length > 0) throw wrongArguments(operation, problems);
    const authorization = authorize(api, operation, options.credentials ?? {});
    return buildRequest(api, operation, args, authorization, options);
  }

  async function call(
    operation: OperationDescriptor,
    args: JsonObject,
    context: RequestContext = {},
  ): Promise<HttpExchange> {
    const request = await prepare(operation, args);
    const started = performance.now();
    const response = await sender.send(request, await sendOptions(context));
    return { request, response, duration: performance.now() - started };
  }

  return { prepare, call, close: () => sender.close() };
}

async function sendOptions({ signal, progress }: RequestContext): Promise<SendOptions> {
  const onChunk =
    progress === undefined ? undefined : (await import('./response/progress.ts')).reportEvents(progress);
  return { ...(signal === undefined ? {} : { signal }), ...(onChunk === undefined ? {} : { onChunk }) };
}

function wrongArguments(operation: OperationDescriptor, problems: string[]): OpenApiMcpError {
  const lines = problems.map((problem) => `- ${problem}`).join('\n');
  return new OpenApiMcpError(
    'ARGUMENTS_INVALID',
    `The arguments do not fit ${operation.name}; nothing was sent:\n${lines}`,
  );
}
