import type { AccessControl } from '../policy/access-control.ts';
import type { CallResult, ReadResult, RequestContext, Resource, Tool } from '../protocol.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject, JsonSchema } from '../../json/value.ts';

/** The tools and resources of a server in search mode, which stand in the place of tools for its operations. */
export interface SearchMode {
  /** Returns the three tools, for a caller who may see these operations. */
  tools(shown: OperationDescriptor[]): Tool[];
  outputSchema(name: string): JsonSchema | undefined;
  /** Resources besides those of operations. */
  resources: Resource[];
  /** Returns `undefined` for another tool. */
  callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> | undefined;
  /** Returns `undefined` for another resource. */
  readResource(uri: string, context?: RequestContext): ReadResult | undefined;
}

/** Calls an operation, as its own tool would. */
export type CallOperation = (
  operation: OperationDescriptor,
  args: JsonObject,
  context?: RequestContext,
) => Promise<CallResult>;

/** Opens search mode: `open-search.ts`, which a generated server has only if it was generated for it. */
export type OpenSearch = (
  api: ApiDescriptor,
  options: RuntimeOptions,
  gate: AccessControl,
  call: CallOperation,
) => SearchMode;

/** The tools of search mode by what they do. */
export const searchTools = {
  search: 'search_operations',
  describe: 'describe_operation',
  call: 'call_operation',
} as const;

/** VS Code, OpenAI and Gemini take no more tools than this in a request. */
export const maxListedTools = 128;

/** Whether operations are found by a search instead of listed as tools. */
export function usesSearch(
  { operations }: Pick<ApiDescriptor, 'operations'>,
  { expose = 'all', extensions: { tools = [] } = {} }: Pick<RuntimeOptions, 'expose' | 'extensions'>,
): boolean {
  return expose === 'search' || (expose === 'auto' && operations.length + tools.length > maxListedTools);
}

/** What a model has to know first of a server in search mode. */
export function searchInstructions({ operations }: Pick<ApiDescriptor, 'operations'>): string {
  return (
    `The ${operations.length} operations of this API are no tools of their own. Find one with ${searchTools.search}, ` +
    `see its arguments with ${searchTools.describe}, and call it with ${searchTools.call}.`
  );
}
