import { OpenApiMcpError } from '../errors.ts';
import { OperationCaller } from './operation-caller.ts';
import { readResponse } from './response/read-response.ts';
import { statusLine } from './response/response-meta.ts';
import { errorHint } from './result/error-hint.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { RequestContext } from './protocol.ts';
import type { ResponseData } from './response/read-response.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The arguments and the result of each operation, as `generate` emits them. */
export type OperationTypes<Operations> = {
  [Name in keyof Operations]: { arguments: object; result: unknown };
};

/** A response that is not a result: a status of 400 or above, or a redirect that was not followed. */
export class StatusError extends OpenApiMcpError {
  /** HTTP status code. */
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Record<string, string | string[]>;
  /** The body: parsed JSON, text, bytes, or `undefined` if there is none. */
  readonly body: unknown;

  constructor(
    message: string,
    { hint, ...response }: { hint: string } & Pick<StatusError, 'status' | 'headers' | 'body'>,
  ) {
    super('UPSTREAM_STATUS', message, { hint });
    this.status = response.status;
    this.headers = response.headers;
    this.body = response.body;
  }
}

/** Calls an API without MCP, with the validation, requests and credentials of a server. */
export interface Client<Operations extends OperationTypes<Operations>> extends AsyncDisposable {
  /**
   * Returns the body of the response: parsed JSON, other text as a string, other bytes unchanged, or `undefined` if
   * there is none.
   *
   * @throws StatusError for a status of 400 or above, and for a redirect that was not followed
   * @throws OpenApiMcpError ARGUMENTS_INVALID if nothing was sent, UPSTREAM_TIMEOUT, UPSTREAM_UNREACHABLE, …
   */
  call<Name extends keyof Operations & string>(
    operation: Name,
    args: Operations[Name]['arguments'],
    context?: RequestContext,
  ): Promise<Operations[Name]['result']>;
  /** Closes pooled connections. */
  close(): Promise<void>;
}

/** Creates a client from a descriptor. */
export function createClient<Operations extends OperationTypes<Operations>>(
  api: ApiDescriptor,
  options: RuntimeOptions = {},
): Client<Operations> {
  const caller = new OperationCaller(api, options);
  const byName = new Map(api.operations.map((operation) => [operation.name, withOwnArguments(operation)]));

  async function call<Name extends keyof Operations & string>(
    name: Name,
    given: Operations[Name]['arguments'],
    context?: RequestContext,
  ): Promise<Operations[Name]['result']> {
    const operation = byName.get(name);
    if (operation === undefined)
      throw new OpenApiMcpError('ARGUMENTS_INVALID', `There is no operation ${name}`);
    const args = given as JsonObject;
    const exchange = await caller.call(operation, args, context);
    const { response } = exchange;
    const body = readResponse(response);
    if (!exchange.isError) return valueOf(body);
    throw new StatusError(`The API responded with ${statusLine(response)}.`, {
      hint: errorHint({ api, operation, args, response, body, options, exchange }),
      status: response.status,
      headers: response.headers,
      body: valueOf(body),
    });
  }

  const close = (): Promise<void> => caller.close();
  return { call, close, [Symbol.asyncDispose]: close };
}

/** Returns an operation with the API's own arguments, which the types of a client have. */
function withOwnArguments(operation: OperationDescriptor): OperationDescriptor {
  const { shaping, ...rest } = operation;
  const { arguments: own, ...others } = shaping ?? {};
  return own === undefined ? operation : { ...rest, argumentsSchema: own.schema, shaping: others };
}

function valueOf(body: ResponseData): Json | Uint8Array | undefined {
  switch (body.kind) {
    case 'json':
      return body.value;
    case 'text':
      return body.text;
    case 'bytes':
      return body.data;
    case 'empty':
      return undefined;
  }
}
