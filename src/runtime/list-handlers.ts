import { createPager } from './list-pages.ts';
import { fixedUri } from './resource/fixed-uri.ts';
import { defaultMaxResultChars } from './result/truncation.ts';
import { toResourceEntry, toTool } from './to-list-entry.ts';
import type { CustomResources } from './custom-resources.ts';
import type { Overviews } from './capability-types.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { Handlers, Page, Resource, ResourceTemplate, Tool } from './protocol.ts';
import type { SearchMode } from './search/search-mode.ts';
import type { OperationDescriptor } from '../descriptor.ts';

/** The entries of lists, before the policy hides some of them from a caller. */
export interface ListedEntries {
  operations: OperationDescriptor[];
  /** Operations that are resources or resource templates. */
  resources: OperationDescriptor[];
  customTools: Tool[];
  customResources: CustomResources;
  search: SearchMode | undefined;
  overviews: Overviews | undefined;
  /** Returns the most characters of a result of an operation, or of all operations without one. */
  maxResultChars(operation?: OperationDescriptor): number;
}

/** Creates the handlers of lists. Callers with the same scopes share a list, which is built on first use. */
export function createListHandlers(
  { operations, resources, customTools, customResources, search, overviews, maxResultChars }: ListedEntries,
  accessControl: AccessControl,
): Pick<Handlers, 'listTools' | 'listResources' | 'listResourceTemplates'> {
  const listsFor = accessControl.listsFor((isVisible) => {
    const visible = operations.filter(isVisible);
    const tools =
      search === undefined
        ? visible.map((operation) => announcing(toTool(operation), maxResultChars(operation)))
        : search.tools(visible).map((tool) => announcing(tool, maxResultChars()));
    const visibleResources = resources.filter(isVisible);
    let pageResources: ((cursor?: string) => Page<'resources', Resource>) | undefined;
    return {
      tools: createPager('tools', [...tools, ...customTools.filter(isVisible)], ({ name }) => name),
      resources: (cursor?: string) => {
        if (pageResources === undefined || customResources.isDynamic)
          pageResources = createPager(
            'resources',
            [
              ...(overviews?.resources(isVisible) ?? []),
              ...customResources.resources(isVisible),
              ...(search?.resources ?? []),
              ...visibleResources.flatMap(toResource),
            ],
            ({ uri }) => uri,
          );
        return pageResources(cursor);
      },
      templates: createPager(
        'resourceTemplates',
        [...customResources.templates(isVisible), ...visibleResources.flatMap(toTemplate)],
        ({ uriTemplate }) => uriTemplate,
      ),
    };
  });
  return {
    listTools: (cursor, principal) => listsFor(principal).tools(cursor),
    listResources: (cursor, principal) => listsFor(principal).resources(cursor),
    listResourceTemplates: (cursor, principal) => listsFor(principal).templates(cursor),
  };
}

/** The largest size that Claude Code accepts. */
const maxAnnouncedSize = 500_000;

/** Returns a tool with `_meta` that lets Claude Code accept results above its own limit. */
function announcing(tool: Tool, maxResultChars: number): Tool {
  if (maxResultChars <= defaultMaxResultChars) return tool;
  return { ...tool, _meta: { 'anthropic/maxResultSizeChars': Math.min(maxResultChars, maxAnnouncedSize) } };
}

/** Returns the resource of an operation without required arguments. Some clients never ask for templates. */
function toResource(operation: OperationDescriptor): Resource[] {
  const { resource } = operation;
  const uri = fixedUri(operation);
  return resource === undefined || uri === undefined
    ? []
    : [{ uri, ...toResourceEntry(operation, resource) }];
}

function toTemplate(operation: OperationDescriptor): ResourceTemplate[] {
  const { resource } = operation;
  return resource?.kind === 'template'
    ? [{ uriTemplate: resource.uri, ...toResourceEntry(operation, resource) }]
    : [];
}
