import { OpenApiMcpError } from '../../errors.ts';
import { searchInstructions, searchTools, usesSearch } from './uses-search.ts';
import { countTags, tagsResource } from './count-tags.ts';
import { requireAll } from './require-all.ts';
import { describeSearchTools } from './search-tools.ts';
import type { AccessControl } from '../policy/access-control.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { RequestContext, Tool } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { SearchHandlers } from './search-handlers.ts';
import type { SearchedCalls, SearchMode } from './search-mode.ts';

/**
 * Opens search mode if the options enable it. The code of the search is loaded on first use.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function openSearch(
  api: ApiDescriptor,
  options: RuntimeOptions,
  accessControl: AccessControl,
  calls: SearchedCalls,
): SearchMode | undefined {
  if (!usesSearch(api, options)) return undefined;
  const names: string[] = Object.values(searchTools);
  for (const { name } of options.extensions?.tools ?? [])
    if (names.includes(name))
      throw new OpenApiMcpError('OPTION_INVALID', `${name} is a tool of search mode already`, {
        hint: 'Give your tool another name.',
      });
  const hasTags = options.resources !== false && api.operations.some(({ tags }) => tags.length > 0);
  const tags = tagsResource(api);
  const isVisible = (operation: OperationDescriptor, context?: RequestContext): boolean =>
    accessControl.isVisible(operation, context?.principal);

  let described: Tool[] | undefined;
  const tools = (): Tool[] => (described ??= describeSearchTools(api));

  // The schema of the check stays as it is: null is dropped before.
  const isStrict = api.operations.some(({ nullMeansAbsent }) => nullMeansAbsent === true);
  const list = (tool: Tool): Tool =>
    isStrict ? { ...tool, inputSchema: requireAll(tool.inputSchema) } : tool;

  let loaded: Promise<SearchHandlers> | undefined;
  const handlers = (): Promise<SearchHandlers> => {
    loaded ??= import('./search-handlers.ts').then(
      ({ SearchHandlers: Handlers }) => new Handlers({ api, options, tools: tools(), isVisible, ...calls }),
    );
    return loaded;
  };

  return {
    instructions: searchInstructions(api),
    hintFor: (operation) => `; ${searchTools.call} calls operations, and ${operation} is one`,
    tools: (visible) => describeSearchTools({ ...api, operations: visible }).map(list),
    resources: hasTags ? [tags] : [],
    outputSchema: (name) => tools().find((tool) => tool.name === name)?.outputSchema,
    callTool(name, args, context = {}) {
      if (!names.includes(name)) return undefined;
      return handlers().then((search) => search.callTool(name, args, context));
    },
    readResource(uri, context) {
      if (uri !== tags.uri || !hasTags) return undefined;
      const visible = api.operations.filter((operation) => isVisible(operation, context));
      const text = JSON.stringify(countTags(visible).map((each) => ({ ...each })));
      return { contents: [{ uri, mimeType: 'application/json', text }] };
    },
  };
}
