import { jsonRpcCodes } from './json-rpc.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { createOperationCaller } from './operation-caller.ts';
import { runtimeCapabilities } from './capabilities.ts';
import { missingCapability } from './capability-types.ts';
import { withResponseSchemas } from './response/response-schemas.ts';
import { takesFilter } from './result/fit-response.ts';
import { updateCallRecord } from './policy/audit-calls.ts';
import { createAccessControl } from './policy/access-control.ts';
import { ProtocolFault } from './protocol.ts';
import { incompleteBodyNote } from './result/response-notes.ts';
import { createResults, toErrorResult } from './result/call-results.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { Filter } from './capability-types.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { CallResult, ReadResult, RequestContext } from './protocol.ts';
import type { ResourceMatch } from './resource/match-uri.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** Calls operations and makes results of what they answer. */
export interface OperationHandlers {
  callOperation(
    operation: OperationDescriptor,
    args: JsonObject,
    context?: RequestContext,
  ): Promise<CallResult>;
  /** @throws ProtocolFault for a wrong URI and for what was not answered well */
  readResource(uri: string, context?: RequestContext): Promise<ReadResult>;
  close(): Promise<void>;
}

export async function createOperationHandlers(
  listed: ApiDescriptor,
  options: RuntimeOptions,
  match: (uri: string) => ResourceMatch,
  gate: AccessControl = createAccessControl(options.policy),
): Promise<OperationHandlers> {
  const api = await withResponseSchemas(listed, options);
  const byName = new Map(api.operations.map((operation) => [operation.name, operation]));
  const whole = (operation: OperationDescriptor) => byName.get(operation.name) ?? operation;
  const caller = createOperationCaller(api, options, gate);
  const results = createResults(api, options);

  async function callOperation(
    listedOperation: OperationDescriptor,
    args: JsonObject,
    context?: RequestContext,
  ): Promise<CallResult> {
    const operation = whole(listedOperation);
    updateCallRecord(context, { operation, arguments: args });
    try {
      // A wrong expression is known before anything is sent.
      const { _filter: expression } = args;
      const hasFilter = typeof expression === 'string' && takesFilter(operation);
      const filter = hasFilter ? await compileFilter(expression) : undefined;
      const exchange = await caller.call(operation, args, context);
      return await results.ofCall({ operation, args, exchange, ...(filter === undefined ? {} : { filter }) });
    } catch (error) {
      if (!isOpenApiMcpError(error)) throw error;
      updateCallRecord(context, { error: error.code });
      return toErrorResult(error, options.result);
    }
  }

  async function readResource(uri: string, context?: RequestContext): Promise<ReadResult> {
    const keptAnswer = results.ofKept(uri);
    if (keptAnswer !== undefined) return keptAnswer;
    const matched = match(uri);
    const operation = whole(matched.operation);
    const args = withoutEmpty(operation, matched.args);
    updateCallRecord(context, { operation, arguments: args });
    const exchange = await caller.call(operation, args, context).catch((error: unknown) => {
      if (!isOpenApiMcpError(error)) throw error;
      updateCallRecord(context, { error: error.code });
      throw new ProtocolFault(
        error.code === 'ARGUMENTS_INVALID' || error.code === 'OPERATION_REFUSED'
          ? jsonRpcCodes.invalidParams
          : jsonRpcCodes.internalError,
        textOf(toErrorResult(error, options.result)),
        { uri },
      );
    });
    const { status } = exchange.response;
    if (status < 400) {
      const broken = incompleteBodyNote({ operation, exchange });
      if (broken === undefined) return results.ofRead(exchange, uri);
      throw new ProtocolFault(jsonRpcCodes.internalError, broken, { uri });
    }
    // What is gone upstream is a resource that does not exist; other failures are not the URI's.
    const isMissing = status === 404 || status === 410;
    const text = textOf(await results.ofCall({ operation, args, exchange }));
    throw new ProtocolFault(
      isMissing ? jsonRpcCodes.invalidParams : jsonRpcCodes.internalError,
      isMissing ? `Resource not found: ${uri}\n${text}` : text,
      { uri },
    );
  }

  return { callOperation, readResource, close: () => caller.close() };
}

/** @throws OpenApiMcpError FILTER_INVALID */
async function compileFilter(expression: string): Promise<Filter> {
  if (runtimeCapabilities.loadFilter === undefined)
    throw missingCapability('filters of responses', '--response-filter');
  return (await runtimeCapabilities.loadFilter()).compileFilter(expression);
}

/** VS Code sends `name=` for what was not filled in: an empty value that is no text, or not required, was not given. */
function withoutEmpty(operation: OperationDescriptor, args: JsonObject): JsonObject {
  const properties = (operation.inputSchema['properties'] ?? {}) as Record<string, JsonObject>;
  return Object.fromEntries(
    Object.entries(args).filter(([name, value]) => {
      if (Array.isArray(value)) return value.length > 0;
      return value !== '' || takesEmptyText(properties[name]);
    }),
  );
}

function takesEmptyText(schema: JsonObject | undefined): boolean {
  const type = schema?.['type'];
  const isText = type === undefined || [type].flat().includes('string');
  const constrained = ['enum', 'const', 'pattern', 'format'].some(
    (keyword) => schema?.[keyword] !== undefined,
  );
  const minimum = schema?.['minLength'];
  return isText && !constrained && !(typeof minimum === 'number' && minimum > 0);
}

function textOf({ content }: CallResult): string {
  return content.map((item) => (item.type === 'text' ? item.text : '')).join('\n');
}
