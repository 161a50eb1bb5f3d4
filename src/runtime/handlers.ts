import { echo } from '../json/echo.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { updateCallRecord } from './call-record.ts';
import { runtimeCapabilities } from './capabilities.ts';
import { missingCapability, refuseOptions } from './capability-types.ts';
import type { Overviews } from './capability-types.ts';
import { ApiCalls } from './api-calls.ts';
import { checkOptions } from './check-options.ts';
import { openCustomResources } from './custom-resources.ts';
import { createCustomHandlers } from './custom-tools.ts';
import { invalidParams } from './json-rpc.ts';
import { createListHandlers } from './list-handlers.ts';
import { openAccessControl } from './open-access-control.ts';
import { completeVariable } from './resource/complete-variable.ts';
import type { ServedPart } from './served-part.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { Handlers, ReadResult, RequestContext, ProtocolFault } from './protocol.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { CallOperation, SearchedCalls, SearchMode } from './search/search-mode.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';

/**
 * Creates the handlers of MCP requests from a descriptor.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 *
 * @example
 * await using handlers = createHandlers(descriptor, { policy: { readOnly: true } });
 * const { content } = await handlers.callTool('getPet', { petId: 7 });
 */
export function createHandlers(api: ApiDescriptor, options: RuntimeOptions = {}): Handlers {
  return openHandlers(api, options).handlers;
}

/** An API under the policy of its options. */
export interface OpenedHandlers {
  /** The descriptor with the operations that the policy allows. */
  api: ApiDescriptor;
  handlers: Handlers;
  /** Scopes that make further operations visible. */
  scopes: string[];
  /** Present in search mode. */
  search: SearchMode | undefined;
  hasResources: boolean;
}

/**
 * Checks the options, applies the policy, and creates the handlers of the remaining operations. `described` has the
 * operations of all parts, which are APIs with options of their own; by default it is the only one.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function openHandlers(
  described: ApiDescriptor,
  given: RuntimeOptions,
  parts: readonly ServedPart[] = [{ descriptor: described, options: given }],
): OpenedHandlers {
  const options = runtimeCapabilities.addAccountTool?.(given, described, parts) ?? given;
  for (const part of parts) {
    checkOptions(part.descriptor, part.options);
    if (runtimeCapabilities.checkResilience !== undefined) runtimeCapabilities.checkResilience(part.options);
    else refuseOptions(part.options, ['resilience'], 'retries, limits and a cache', '--resilience');
    runtimeCapabilities.checkVariables?.(part.descriptor, part.options.request);
  }
  if (options.result?.html === 'text' && runtimeCapabilities.loadHtmlText === undefined)
    throw missingCapability('the conversion of HTML to text', '--html text');
  if (options.result?.validateResponses === 'strict' && runtimeCapabilities.createStrictOutput === undefined)
    throw missingCapability('strict validation of responses', '--validate-responses strict');
  if (runtimeCapabilities.observeHandlers === undefined)
    refuseOptions(options, ['observer'], 'the observation of calls', '--runtime package');
  const accessControl = openAccessControl(
    options,
    parts.filter((part) => part.options !== given),
  );
  const api = accessControl.selectFrom(described);
  const selected = new Set(api.operations);
  const allowed = parts.map(({ descriptor, options: own }): ServedPart => {
    const operations = descriptor.operations.filter((operation) => selected.has(operation));
    return { descriptor: { ...descriptor, operations }, options: own };
  });
  const calls = allowed.map(({ descriptor, options: own }) => new ApiCalls(descriptor, own, accessControl));
  const readable = allowed.filter((part) => part.options.resources !== false);
  const overviews =
    readable.length === 0 ? undefined : runtimeCapabilities.openOverviews?.(readable, accessControl);
  const resources = readable
    .flatMap(({ descriptor }) => descriptor.operations)
    .filter(({ resource }) => resource !== undefined);
  const { handlers, search } = createOperationServer(
    { api, resources, overviews },
    options,
    accessControl,
    calls,
  );
  const hasResources =
    (options.extensions?.resources ?? []).length > 0 ||
    overviews !== undefined ||
    resources.length > 0 ||
    (search?.resources ?? []).length > 0;
  const audited = accessControl.audited(handlers);
  const names = (): string[] => toolNames(api, options, search);
  const observed = runtimeCapabilities.observeHandlers?.(audited, options, names) ?? audited;
  return { api, handlers: observed, search, hasResources, scopes: accessControl.scopes };
}

/** Returns the names of all tools, operations and custom resources, whoever may see them. */
function toolNames(
  { operations }: ApiDescriptor,
  { extensions: { tools = [], resources = [] } = {} }: RuntimeOptions,
  search: SearchMode | undefined,
): string[] {
  return [...operations, ...tools, ...resources, ...(search?.tools(operations) ?? [])].map(
    ({ name }) => name,
  );
}

/** The operations of a server, and the resources that are made of them. */
interface OfferedOperations {
  api: ApiDescriptor;
  /** Operations that are resources or resource templates. */
  resources: OperationDescriptor[];
  overviews: Overviews | undefined;
}

function createOperationServer(
  { api, resources, overviews }: OfferedOperations,
  options: RuntimeOptions,
  accessControl: AccessControl,
  calls: ApiCalls[],
): Pick<OpenedHandlers, 'handlers' | 'search'> {
  const { operations } = api;
  const { tools = [], resources: ownResources = [], prompts: ownPrompts = [] } = options.extensions ?? {};
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  /** Finds an operation by the name of its tool, or by the one that it has by default. */
  const find = (name: string): OperationDescriptor | undefined =>
    byName.get(name) ?? operations.find(({ formerName }) => formerName === name);
  const owners = new Map(calls.flatMap((each) => each.api.operations.map((operation) => [operation, each])));

  /** Returns the calls of the API that an operation belongs to. */
  function callsOf(operation: OperationDescriptor): ApiCalls {
    const owner = owners.get(operation);
    if (owner === undefined) throw new TypeError(`${operation.name} belongs to no API`);
    return owner;
  }

  function recordApi({ api: { name } }: ApiCalls, context: RequestContext | undefined): void {
    if (calls.length > 1) updateCallRecord(context, { api: name });
  }

  async function readOperation(uri: string, context?: RequestContext): Promise<ReadResult> {
    const owner = calls.find((each) => uri.startsWith(`${each.api.scheme}://`)) ?? calls[0];
    if (owner === undefined) throw invalidParams(`Resource not found: ${echo(uri)}`, { uri: echo(uri) });
    recordApi(owner, context);
    return (await owner.handlers()).readResource(uri, context);
  }

  async function close(): Promise<void> {
    await Promise.all(calls.map((each) => each.close()));
  }

  const callOperation: CallOperation = async (operation, args, context) => {
    const owner = callsOf(operation);
    recordApi(owner, context);
    return (await owner.handlers()).callOperation(operation, args, context);
  };
  const filePrompts = runtimeCapabilities.openPrompts?.(api.prompts ?? [], {
    find: (name) => find(name) ?? operations.find(({ aliases = [] }) => aliases.includes(name)),
    callOperation,
    forwardsHeaders: calls.some(({ forwardsHeaders }) => forwardsHeaders),
  });
  const custom = createCustomHandlers(accessControl.guardTools(tools), [
    ...(filePrompts ?? []),
    ...ownPrompts,
  ]);
  const customResources = openCustomResources(
    ownResources,
    calls.map((each) => each.api.scheme),
    accessControl,
  );
  const search = openSearch(api, options, accessControl, {
    callOperation,
    checkedApi: (operation) => callsOf(operation).checked(),
  });

  const handlers: Handlers = {
    ...createListHandlers(
      {
        operations,
        resources,
        customTools: custom.tools,
        customResources,
        search,
        overviews,
        maxResultChars: (operation) =>
          operation === undefined
            ? Math.max(...calls.map((each) => each.maxResultChars))
            : callsOf(operation).maxResultChars,
      },
      accessControl,
    ),
    async callTool(name, args, context) {
      const handled = custom.callTool(name, args, context) ?? search?.callTool(name, args, context);
      if (handled !== undefined) return handled;
      const operation = search === undefined ? find(name) : undefined;
      if (operation !== undefined) return callOperation(operation, args, context);
      const visible = operations.filter((each) => accessControl.isVisible(each, context?.principal));
      throw unknownTool(
        name,
        visible.map((each) => each.name),
        search,
      );
    },
    readResource: async (uri, context) =>
      customResources.read(uri, context) ??
      search?.readResource(uri, context) ??
      overviews?.read(uri, context) ??
      readOperation(uri, context),
    async complete(uriTemplate, variable, value, principal) {
      const completed = customResources.complete(
        uriTemplate,
        variable,
        value,
        principal === undefined ? {} : { principal },
      );
      if (completed !== undefined) return completed;
      const operation = resources.find(({ resource }) => resource?.uri === uriTemplate);
      if (operation === undefined || !accessControl.isVisible(operation, principal))
        throw invalidParams(`Unknown template: ${echo(uriTemplate)}`);
      return completeVariable(await callsOf(operation).checked(), operation, variable, value);
    },
    ...(custom.prompts === undefined ? {} : { prompts: custom.prompts }),
    outputSchema: (name) => (search === undefined ? find(name)?.outputSchema : search.outputSchema(name)),
    customInputSchema(name, principal) {
      const tool = custom.find(name);
      return tool !== undefined && accessControl.isVisible(tool, principal) ? tool.inputSchema : undefined;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return { handlers, search };
}

/** Opens search mode if the options enable it. */
function openSearch(
  api: ApiDescriptor,
  options: RuntimeOptions,
  accessControl: AccessControl,
  calls: SearchedCalls,
): SearchMode | undefined {
  const { expose = 'all' } = options;
  if (runtimeCapabilities.openSearch !== undefined)
    return runtimeCapabilities.openSearch(api, options, accessControl, calls);
  if (expose !== 'all') throw missingCapability('search mode', `--expose ${expose}`);
  return undefined;
}

function unknownTool(name: string, known: string[], search: SearchMode | undefined): ProtocolFault {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? '' : (search?.hintFor(nearest) ?? `; did you mean ${nearest}?`);
  return invalidParams(`Unknown tool: ${echo(name)}${hint}`);
}
