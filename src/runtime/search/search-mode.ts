import type { AccessControl } from '../policy/access-control.ts';
import type { CallResult, ReadResult, RequestContext, Resource, Tool } from '../protocol.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject, JsonSchema } from '../../json/value.ts';

/** The tools and resources of a server in search mode, which replace the tools of its operations. */
export interface SearchMode {
  /** Instructions for a model. */
  instructions: string;
  /** Returns the search tools for a caller who may see these operations. */
  tools(visible: OperationDescriptor[]): Tool[];
  outputSchema(name: string): JsonSchema | undefined;
  /** Resources besides those of operations. */
  resources: Resource[];
  /** Returns `undefined` for another tool. */
  callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> | undefined;
  /** Returns the hint for a call of an operation by its name, which is no tool. */
  hintFor(operation: string): string;
  /** Returns `undefined` for another resource. */
  readResource(uri: string, context?: RequestContext): ReadResult | undefined;
}

/** Calls an operation like its own tool would. */
export type CallOperation = (
  operation: OperationDescriptor,
  args: JsonObject,
  context?: RequestContext,
) => Promise<CallResult>;

/** The calls of the operations that are searched. */
export interface SearchedCalls {
  callOperation: CallOperation;
  /** Returns the API that an operation belongs to, with its checking schemas. */
  checkedApi(operation: OperationDescriptor): Promise<ApiDescriptor>;
}

/** Opens search mode if the options enable it: `open-search.ts`, which a generated server has only if it was generated for it. */
export type OpenSearch = (
  api: ApiDescriptor,
  options: RuntimeOptions,
  accessControl: AccessControl,
  calls: SearchedCalls,
) => SearchMode | undefined;
