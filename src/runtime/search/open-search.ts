import { OpenApiMcpError } from '../../errors.ts';
import { searchTools } from './search-mode.ts';
import { countTags, tagsResource } from './count-tags.ts';
import { describeSearchTools } from './search-tools.ts';
import type { AccessControl } from '../policy/access-control.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { RequestContext, Tool } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { SearchToolCaller } from './search-handlers.ts';
import type { CallOperation, SearchMode } from './search-mode.ts';

/**
 * Opens search mode. The code that searches is loaded at the first search.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function openSearch(
  api: ApiDescriptor,
  options: RuntimeOptions,
  gate: AccessControl,
  call: CallOperation,
): SearchMode {
  const names: string[] = Object.values(searchTools);
  for (const { name } of options.extensions?.tools ?? [])
    if (names.includes(name))
      throw new OpenApiMcpError('OPTION_INVALID', `${name} is a tool of search mode already`, {
        hint: 'Give your tool another name.',
      });
  const hasTags = options.resources !== false && api.operations.some(({ tags }) => tags.length > 0);
  const tags = tagsResource(api);
  const isShown = (operation: OperationDescriptor, context?: RequestContext): boolean =>
    gate.isVisible(operation, context?.principal);

  let described: Tool[] | undefined;
  const tools = (): Tool[] => (described ??= describeSearchTools(api));

  let searching: Promise<SearchToolCaller> | undefined;

  function loadSearch(): Promise<SearchToolCaller> {
    searching ??= import('./search-handlers.ts').then(({ createSearchHandler: createSearch }) =>
      createSearch({ api, options, tools: tools(), shows: isShown, call }),
    );
    return searching;
  }

  return {
    tools: (shown) => describeSearchTools({ ...api, operations: shown }),
    resources: hasTags ? [tags] : [],
    outputSchema: (name) => tools().find((tool) => tool.name === name)?.outputSchema,
    callTool(name, args, context = {}) {
      if (!names.includes(name)) return undefined;
      return loadSearch().then((search) => search(name, args, context));
    },
    readResource(uri, context) {
      if (uri !== tags.uri || !hasTags) return undefined;
      const shown = api.operations.filter((operation) => isShown(operation, context));
      const text = JSON.stringify(countTags(shown).map((each) => ({ ...each })));
      return { contents: [{ uri, mimeType: 'application/json', text }] };
    },
  };
}
