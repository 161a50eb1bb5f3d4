import { OpenApiMcpError } from '../errors.ts';
import { createOperationCaller } from './operation-caller.ts';
import { readResponse } from './response/read-response.ts';
import { statusLine } from './response/response-meta.ts';
import { errorHint } from './result/error-hint.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { RequestContext } from './protocol.ts';
import type { ResponseData } from './response/read-response.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Arguments and result of each operation, as `generate` emits them. */
export type OperationTypes<Operations> = {
  [Name in keyof Operations]: { arguments: object; result: unknown };
};

/** An answer of 400 or above. */
export class StatusError extends OpenApiMcpError {
  /** HTTP status code. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string | string[]>;
  /** The body: parsed JSON, text, bytes, or `undefined` where there is none. */
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

/** Calls an API without MCP: the same validation, requests and credentials as a server of it. */
export interface Client<Operations extends OperationTypes<Operations>> extends AsyncDisposable {
  /**
   * The body of the answer: JSON parsed, other text as a string, other bytes as they are, `undefined` where there is
   * none.
   *
   * @throws StatusError for answers of 400 and above
   * @throws OpenApiMcpError ARGUMENTS_INVALID (nothing was sent), UPSTREAM_TIMEOUT, UPSTREAM_UNREACHABLE, …
   */
  call<Name extends keyof Operations & string>(
    operation: Name,
    args: Operations[Name]['arguments'],
    context?: RequestContext,
  ): Promise<Operations[Name]['result']>;
  /** Closes pooled connections. */
  close(): Promise<void>;
}

/** Makes a client from a descriptor. */
export function createClient<Operations extends OperationTypes<Operations>>(
  api: ApiDescriptor,
  options: RuntimeOptions = {},
): Client<Operations> {
  const caller = createOperationCaller(api, options);
  const byName = new Map(api.operations.map((operation) => [operation.name, operation]));

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
    const answer = readResponse(response);
    if (response.status < 400) return valueOf(answer);
    throw new StatusError(`The API answered ${statusLine(response)}.`, {
      hint: errorHint({ api, operation, args, response, answer, options, exchange }),
      status: response.status,
      headers: response.headers,
      body: valueOf(answer),
    });
  }

  const close = (): Promise<void> => caller.close();
  return { call, close, [Symbol.asyncDispose]: close };
}

function valueOf(answer: ResponseData): Json | Uint8Array | undefined {
  switch (answer.kind) {
    case 'json':
      return answer.value;
    case 'text':
      return answer.text;
    case 'bytes':
      return answer.data;
    case 'empty':
      return undefined;
  }
}
