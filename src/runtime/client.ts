import { OpenApiMcpError } from '../errors.ts';
import { adviceFor } from './advice.ts';
import { readAnswer } from './answer.ts';
import { createCaller } from './call.ts';
import { statusLine } from './response-meta.ts';
import type { Answer } from './answer.ts';
import type { RuntimeOptions } from './options.ts';
import type { RequestContext } from './protocol.ts';
import type { ApiDescriptor, Json, JsonObject } from './types.ts';

/** Arguments and result of each operation, as `generate` emits them. */
export type OperationTypes<Operations> = {
  [Name in keyof Operations]: { arguments: object; result: unknown };
};

/** One function for each operation; arguments may be left out where none is required. */
export type Client<Operations extends OperationTypes<Operations>> = {
  readonly [Name in keyof Operations]: ClientFunction<
    Operations[Name]['arguments'],
    Operations[Name]['result']
  >;
};

type ClientFunction<Arguments, Result> =
  Record<string, never> extends Arguments
    ? (args?: Arguments, context?: RequestContext) => Promise<Result>
    : (args: Arguments, context?: RequestContext) => Promise<Result>;

/** An answer of 400 or above. */
export class StatusError extends OpenApiMcpError {
  /** HTTP status code. */
  readonly status: number;
  /** The body: parsed JSON, text, bytes, or `undefined` where there is none. */
  readonly body: unknown;

  constructor(message: string, hint: string, status: number, body: unknown) {
    super('UPSTREAM_STATUS', message, { hint });
    this.status = status;
    this.body = body;
  }
}

/**
 * Calls an API without MCP: the same validation, requests and credentials as a server of it.
 * Functions throw `StatusError` for answers of 400 and above, and `OpenApiMcpError` for what was not answered.
 */
export function createClient<Operations extends OperationTypes<Operations>>(
  api: ApiDescriptor,
  options: RuntimeOptions = {},
): Client<Operations> {
  const caller = createCaller(api, options);
  const functions = api.operations.map((operation) => {
    const call = async (args: JsonObject = {}, context?: RequestContext): Promise<unknown> => {
      const exchange = await caller.call(operation, args, context);
      const { response } = exchange;
      const answer = readAnswer(response);
      if (response.status < 400) return valueOf(answer);
      const hint = adviceFor({ api, operation, args, response, answer, options });
      throw new StatusError(
        `The API answered ${statusLine(response)}.`,
        hint,
        response.status,
        valueOf(answer),
      );
    };
    return [operation.name, call] as const;
  });
  // The document's names and types are only known to the code emitted from it.
  return Object.fromEntries(functions) as unknown as Client<Operations>;
}

function valueOf(answer: Answer): Json | Uint8Array | undefined {
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
