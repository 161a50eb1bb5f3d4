import { jsonRpcCodes } from './json-rpc.ts';
import { checkOptions } from './check-options.ts';
import { completeVariable } from './resource/complete-variable.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { createCustomHandlers } from './custom-tools.ts';
import { toListEntry, toTool } from './to-list-entry.ts';
import { createPager } from './list-pages.ts';
import { auditCalls } from './policy/audit-calls.ts';
import { createAccessControl, guardTools } from './policy/access-control.ts';
import { listsByScope } from './policy/lists-by-scope.ts';
import { applyPolicy } from './policy/policy.ts';
import { ProtocolFault } from './protocol.ts';
import { createResourceMatcher } from './resource/match-uri.ts';
import { usesSearch, searchTools } from './search/search-mode.ts';
import { runtimeCapabilities } from './capabilities.ts';
import { missingCapability } from './capability-types.ts';
import type { OperationHandlers } from './operation-handlers.ts';
import type { SearchMode } from './search/search-mode.ts';
import { defaultMaxResultChars } from './result/limits.ts';
import type { ResultOptions } from './result/result-options.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { CallResult, Handlers, RequestContext, Resource, ResourceTemplate, Tool } from './protocol.ts';
import type { ApiDescriptor, OperationDescriptor, ResourceDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/**
 * Answers MCP requests from a descriptor, and from nothing else.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function createHandlers(whole: ApiDescriptor, options: RuntimeOptions = {}): Handlers {
  checkOptions(whole, options);
  if (options.result?.html === 'text' && runtimeCapabilities.loadHtmlText === undefined)
    throw missingCapability('the conversion of HTML to text', '--html text');
  // What the policy leaves out is unknown from here on.
  const api = applyPolicy(whole, options.policy);
  const gate = createAccessControl(options.policy);
  const byName = new Map(api.operations.map((operation) => [operation.name, operation]));
  const addressed =
    options.resources === false ? [] : api.operations.filter(({ resource }) => resource !== undefined);
  const match = createResourceMatcher(addressed);
  const extras = createCustomHandlers(
    guardTools(gate, options.extensions?.tools ?? []),
    options.extensions?.prompts ?? [],
  );

  let answering: Promise<OperationHandlers> | undefined;

  /** What answering calls takes is loaded at the first: a server that only lists starts without it. */
  function loadAnswering(): Promise<OperationHandlers> {
    answering ??= import('./operation-handlers.ts').then(({ createOperationHandlers: createAnswering }) =>
      createAnswering(api, options, match, gate),
    );
    return answering;
  }

  /** Opens search mode if the options ask for it. */
  function openSearch(): SearchMode | undefined {
    if (!usesSearch(api, options)) return undefined;
    if (runtimeCapabilities.openSearch === undefined)
      throw missingCapability('search mode', '--expose search');
    return runtimeCapabilities.openSearch(api, options, gate, async (operation, args, context) =>
      (await loadAnswering()).callOperation(operation, args, context),
    );
  }

  const search = openSearch();

  async function callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> {
    const extra = extras.callTool(name, args, context);
    if (extra !== undefined) return extra;
    const searched = search?.callTool(name, args, context);
    if (searched !== undefined) return searched;
    const operation = search === undefined ? byName.get(name) : undefined;
    if (operation === undefined) {
      const shown = api.operations.filter((each) => gate.isVisible(each, context?.principal));
      throw unknownTool(
        name,
        shown.map((each) => each.name),
        search !== undefined,
      );
    }
    return (await loadAnswering()).callOperation(operation, args, context);
  }

  const listsFor = listsByScope(options.policy, gate, (shows) => ({
    tools: createPager(
      'tools',
      [
        ...(search?.tools(api.operations.filter(shows)) ?? api.operations.filter(shows).map(toTool)).map(
          (tool) => ({ ...tool, ...announcedSize(options.result) }),
        ),
        ...extras.tools.filter(shows),
      ],
      ({ name }) => name,
    ),
    resources: createPager(
      'resources',
      [...(search?.resources ?? []), ...addressed.filter(shows).flatMap(toResource)],
      ({ uri }) => uri,
    ),
    templates: createPager(
      'resourceTemplates',
      addressed.filter(shows).flatMap(toTemplate),
      ({ uriTemplate }) => uriTemplate,
    ),
  }));

  async function close(): Promise<void> {
    await (await answering)?.close();
  }

  const handlers: Handlers = {
    listTools: (cursor, principal) => listsFor(principal).tools(cursor),
    listResources: (cursor, principal) => listsFor(principal).resources(cursor),
    listResourceTemplates: (cursor, principal) => listsFor(principal).templates(cursor),
    callTool,
    readResource: async (uri, context) =>
      search?.readResource(uri, context) ?? (await loadAnswering()).readResource(uri, context),
    complete(uriTemplate, variable, value, principal) {
      const operation = addressed.find(({ resource }) => resource?.uri === uriTemplate);
      if (operation === undefined || !gate.isVisible(operation, principal))
        throw new ProtocolFault(jsonRpcCodes.invalidParams, `Unknown template: ${uriTemplate}`);
      return completeVariable(operation, variable, value);
    },
    ...(extras.prompts === undefined ? {} : { prompts: extras.prompts }),
    outputSchema: (name) =>
      search === undefined ? byName.get(name)?.outputSchema : search.outputSchema(name),
    close,
    [Symbol.asyncDispose]: close,
  };
  return options.audit === undefined ? handlers : auditCalls(handlers, options.audit);
}

/** Claude Code cuts results above its own limit, unless a tool says that its results are larger, and takes up to this. */
const largestAnnounced = 500_000;

function announcedSize({ maxResultChars = defaultMaxResultChars }: ResultOptions = {}): Pick<Tool, '_meta'> {
  if (maxResultChars <= defaultMaxResultChars) return {};
  return { _meta: { 'anthropic/maxResultSizeChars': Math.min(maxResultChars, largestAnnounced) } };
}

function described(operation: OperationDescriptor, { mimeType }: ResourceDescriptor): Omit<Resource, 'uri'> {
  return { ...toListEntry(operation), ...(mimeType === undefined ? {} : { mimeType }) };
}

function toResource(operation: OperationDescriptor): Resource[] {
  const { resource } = operation;
  return resource?.kind === 'resource' ? [{ uri: resource.uri, ...described(operation, resource) }] : [];
}

function toTemplate(operation: OperationDescriptor): ResourceTemplate[] {
  const { resource } = operation;
  return resource?.kind === 'template'
    ? [{ uriTemplate: resource.uri, ...described(operation, resource) }]
    : [];
}

function unknownTool(name: string, known: string[], isSearching: boolean): ProtocolFault {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? '' : isSearching ? searchHint(nearest) : `; did you mean ${nearest}?`;
  return new ProtocolFault(jsonRpcCodes.invalidParams, `Unknown tool: ${name}${hint}`);
}

function searchHint(operation: string): string {
  return `; ${searchTools.call} calls operations, and ${operation} is one`;
}
