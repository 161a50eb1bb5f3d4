import type { RuntimeOptions } from '../runtime-options.ts';
import type { ApiDescriptor } from '../../descriptor.ts';

/** The tools of search mode by what they do. */
export const searchTools = {
  search: 'search_operations',
  describe: 'describe_operation',
  call: 'call_operation',
} as const;

/** VS Code, OpenAI and Gemini take no more tools than this in a request. */
export const mostTools = 128;

/** Whether operations are found by a search instead of listed as tools. */
export function isSearched(
  { operations }: Pick<ApiDescriptor, 'operations'>,
  { expose = 'all', tools = [] }: Pick<RuntimeOptions, 'expose' | 'tools'>,
): boolean {
  return expose === 'search' || (expose === 'auto' && operations.length + tools.length > mostTools);
}

/** What a model has to know first of a server in search mode. */
export function searchInstructions({ operations }: Pick<ApiDescriptor, 'operations'>): string {
  return (
    `The ${operations.length} operations of this API are no tools of their own. Find one with ${searchTools.search}, ` +
    `see its arguments with ${searchTools.describe}, and call it with ${searchTools.call}.`
  );
}
