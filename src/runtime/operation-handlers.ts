import { echo } from '../json/echo.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { runtimeCapabilities } from './capabilities.ts';
import { jsonRpcCodes } from './json-rpc.ts';
import { OperationCaller } from './operation-caller.ts';
import { recordOperation, updateCallRecord } from './call-record.ts';
import { ProtocolFault } from './protocol.ts';
import { withoutEmptyVariables } from './resource/empty-variables.ts';
import { withCheckingSchemas } from './checking-schemas.ts';
import { CallResults, toErrorResult } from './result/call-results.ts';
import { incompleteBodyNote } from './result/response-notes.ts';
import type { HttpExchange } from './operation-caller.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { CallResult, ReadResult, RequestContext } from './protocol.ts';
import type { ResourceMatch } from './resource/match-uri.ts';
import type { ResultOptions } from './result/result-options.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** Calls operations and reads resources. Loads the schemas of responses first if the descriptor lacks them. */
export async function createOperationHandlers(
  listed: ApiDescriptor,
  options: RuntimeOptions,
  match: (uri: string) => ResourceMatch,
  accessControl: AccessControl,
): Promise<OperationHandlers> {
  return new OperationHandlers(await withCheckingSchemas(listed, options), options, match, accessControl);
}

/** Handles calls of operations, as tools and as resources. */
export class OperationHandlers {
  readonly #options: ResultOptions | undefined;
  readonly #match: (uri: string) => ResourceMatch;
  readonly #byName: Map<string, OperationDescriptor>;
  readonly #caller: OperationCaller;
  readonly #results: CallResults;

  constructor(
    api: ApiDescriptor,
    options: RuntimeOptions,
    match: (uri: string) => ResourceMatch,
    accessControl: AccessControl,
  ) {
    this.#options = options.result;
    this.#match = match;
    this.#byName = new Map(api.operations.map((operation) => [operation.name, operation]));
    this.#caller = new OperationCaller(api, options, accessControl);
    this.#results = new CallResults(api, options);
  }

  /** Calls an operation. An error of the call is a result with `isError`. */
  async callOperation(
    listed: OperationDescriptor,
    args: JsonObject,
    context?: RequestContext,
  ): Promise<CallResult> {
    const operation = this.#withResponses(listed);
    recordOperation(context, operation, args);
    try {
      // An invalid filter is reported before anything is sent.
      const opening = runtimeCapabilities.filters?.openFor(operation, args);
      const filter = opening && (await opening);
      const exchange = await this.#caller.call(operation, args, context);
      return await this.#results.ofCall({ operation, args, exchange, filter });
    } catch (error) {
      if (!isOpenApiMcpError(error)) throw error;
      updateCallRecord(context, { error: error.code });
      return toErrorResult(error, this.#options);
    }
  }

  /**
   * Reads a resource.
   *
   * @throws ProtocolFault -32602 for an invalid URI or a missing resource, -32603 for a failure of the API
   */
  async readResource(uri: string, context?: RequestContext): Promise<ReadResult> {
    const stored = this.#results.ofStored(uri);
    if (stored !== undefined) return stored;
    const matched = this.#match(uri);
    const operation = this.#withResponses(matched.operation);
    const args = withoutEmptyVariables(operation, matched.args);
    recordOperation(context, operation, args);
    const exchange = await this.#callForRead(operation, args, uri, context);
    if (exchange.isError) throw await this.#readFault(operation, args, exchange, uri);
    const incomplete = incompleteBodyNote({ operation, exchange });
    if (incomplete === undefined) return this.#results.ofRead({ operation, args, exchange }, uri);
    throw new ProtocolFault(jsonRpcCodes.internalError, incomplete, { uri: echo(uri) });
  }

  /** Closes pooled connections. */
  async close(): Promise<void> {
    await this.#caller.close();
  }

  #withResponses(listed: OperationDescriptor): OperationDescriptor {
    return this.#byName.get(listed.name) ?? listed;
  }

  async #callForRead(
    operation: OperationDescriptor,
    args: JsonObject,
    uri: string,
    context: RequestContext | undefined,
  ): Promise<HttpExchange> {
    try {
      return await this.#caller.call(operation, args, context);
    } catch (error) {
      if (!isOpenApiMcpError(error)) throw error;
      updateCallRecord(context, { error: error.code });
      const isInvalid = error.code === 'ARGUMENTS_INVALID' || error.code === 'OPERATION_REFUSED';
      throw new ProtocolFault(
        isInvalid ? jsonRpcCodes.invalidParams : jsonRpcCodes.internalError,
        textOf(toErrorResult(error, this.#options)),
        { uri: echo(uri) },
      );
    }
  }

  /** Returns the fault for an error response. Status 404 and 410 mean that the resource does not exist. */
  async #readFault(
    operation: OperationDescriptor,
    args: JsonObject,
    exchange: HttpExchange,
    uri: string,
  ): Promise<ProtocolFault> {
    const { status } = exchange.response;
    const isMissing = status === 404 || status === 410;
    const text = textOf(await this.#results.ofCall({ operation, args, exchange }));
    return new ProtocolFault(
      isMissing ? jsonRpcCodes.invalidParams : jsonRpcCodes.internalError,
      isMissing ? `Resource not found: ${echo(uri)}\n${text}` : text,
      { uri: echo(uri) },
    );
  }
}

function textOf({ content }: CallResult): string {
  return content.map((item) => (item.type === 'text' ? item.text : '')).join('\n');
}
