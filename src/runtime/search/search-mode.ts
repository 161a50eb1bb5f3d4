import type { AccessControl } from '../policy/access-control.ts';
import type { CallResult, ReadResult, RequestContext, Resource, Tool } from '../protocol.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject, JsonSchema } from '../../json/value.ts';

/** The tools and resources of a server in search mode, which replace the tools of its operations. */
export interface SearchMode {
  /** Returns the search tools for a caller who may see these operations. */
  tools(visible: OperationDescriptor[]): Tool[];
  outputSchema(name: string): JsonSchema | undefined;
  /** Resources besides those of operations. */
  resources: Resource[];
  /** Returns `undefined` for another tool. */
  callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> | undefined;
  /** Returns `undefined` for another resource. */
  readResource(uri: string, context?: RequestContext): ReadResult | undefined;
}

/** Calls an operation like its own tool would. */
export type CallOperation = (
  operation: OperationDescriptor,
  args: JsonObject,
  context?: RequestContext,
) => Promise<CallResult>;

/** Opens search mode: `open-search.ts`, which a generated server has only if it was generated for it. */
export type OpenSearch = (
  api: ApiDescriptor,
  options: RuntimeOptions,
  accessControl: AccessControl,
  callOperation: CallOperation,
) => SearchMode;

/** The names of the search tools. */
export const searchTools = {
  search: 'search_operations',
  describe: 'describe_operation',
  call: 'call_operation',
} as const;

/** The largest number of tools that VS Code, OpenAI and Gemini accept in a request. */
export const maxListedTools = 128;

/** Returns true if the search tools replace the tools of operations. */
export function usesSearch(
  { operations }: Pick<ApiDescriptor, 'operations'>,
  { expose = 'all', extensions: { tools = [] } = {} }: Pick<RuntimeOptions, 'expose' | 'extensions'>,
): boolean {
  return expose === 'search' || (expose === 'auto' && operations.length + tools.length > maxListedTools);
}

/** Returns the instructions for a model in search mode. */
export function searchInstructions({ operations }: Pick<ApiDescriptor, 'operations'>): string {
  return (
    `The ${operations.length} operations of this API are no tools of their own. Find one with ${searchTools.search}, ` +
    `see its arguments with ${searchTools.describe}, and call it with ${searchTools.call}.`
  );
}
