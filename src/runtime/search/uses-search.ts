import type { ApiDescriptor } from '../../descriptor.ts';
import type { RuntimeOptions } from '../runtime-options.ts';

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
