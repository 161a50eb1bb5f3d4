import { OpenApiMcpError } from '../../errors.ts';
import { isSearched, searchTools } from './search-mode.ts';
import { countTags, tagsResource } from './tags.ts';
import { describeSearchTools } from './search-tools.ts';
import type { Gate } from '../policy/access-control.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { CallResult, ReadResult, RequestContext, Resource, Tool } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject, JsonSchema } from '../../json/value.ts';
import type { SearchCaller } from './search-handlers.ts';

/** What a server in search mode offers in the place of tools for its operations. */
export interface SearchMode {
  /** The three tools, for a caller who is shown these operations. */
  tools(shown: OperationDescriptor[]): Tool[];
  outputSchema(name: string): JsonSchema | undefined;
  /** Besides those of operations. */
  resources: Resource[];
  /** `undefined` for another tool. */
  callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> | undefined;
  /** `undefined` for another resource. */
  readResource(uri: string, context?: RequestContext): ReadResult | undefined;
}

type Call = (
  operation: OperationDescriptor,
  args: JsonObject,
  context?: RequestContext,
) => Promise<CallResult>;

/**
 * Search mode, where the options ask for it. What searching takes is loaded at the first search.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function openSearch(
  api: ApiDescriptor,
  options: RuntimeOptions,
  gate: Gate,
  call: Call,
): SearchMode | undefined {
  if (!isSearched(api, options)) return undefined;
  const names: string[] = Object.values(searchTools);
  for (const { name } of options.tools ?? [])
    if (names.includes(name))
      throw new OpenApiMcpError('OPTION_INVALID', `${name} is a tool of search mode already`, {
        hint: 'Give your tool another name.',
      });
  const hasTags = options.resources !== 'off' && api.operations.some(({ tags }) => tags.length > 0);
  const tags = tagsResource(api);
  const isShown = (operation: OperationDescriptor, context?: RequestContext): boolean =>
    gate.shows(operation, context?.principal);

  let described: Tool[] | undefined;
  const tools = (): Tool[] => (described ??= describeSearchTools(api));

  let searching: Promise<SearchCaller> | undefined;

  function loadSearch(): Promise<SearchCaller> {
    searching ??= import('./search-handlers.ts').then(({ createSearch }) =>
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
