import { nearestName } from '../schema/nearest-name.ts';
import { runtimeCapabilities } from './capabilities.ts';
import { missingCapability } from './capability-types.ts';
import { withCheckingSchemas } from './checking-schemas.ts';
import { checkOptions } from './check-options.ts';
import { createCustomHandlers } from './custom-tools.ts';
import { jsonRpcCodes } from './json-rpc.ts';
import { createListHandlers } from './list-handlers.ts';
import { openAccessControl } from './open-access-control.ts';
import { ProtocolFault } from './protocol.ts';
import { completeVariable } from './resource/complete-variable.ts';
import { createResourceMatcher } from './resource/match-uri.ts';
import type { OperationHandlers } from './operation-handlers.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { Handlers, Principal } from './protocol.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { CallOperation, SearchMode } from './search/search-mode.ts';
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
}

/**
 * Checks the options, applies the policy, and creates the handlers of the remaining operations.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function openHandlers(described: ApiDescriptor, options: RuntimeOptions): OpenedHandlers {
  checkOptions(described, options);
  runtimeCapabilities.checkVariables?.(described, options.request);
  if (options.result?.html === 'text' && runtimeCapabilities.loadHtmlText === undefined)
    throw missingCapability('the conversion of HTML to text', '--html text');
  if (options.result?.validateResponses === 'strict' && runtimeCapabilities.createStrictOutput === undefined)
    throw missingCapability('strict validation of responses', '--validate-responses strict');
  const accessControl = openAccessControl(options);
  const api = accessControl.selectFrom(described);
  const { handlers, search } = createOperationServer(api, options, accessControl);
  return { api, handlers: accessControl.audited(handlers), search, scopes: accessControl.scopes };
}

function createOperationServer(
  api: ApiDescriptor,
  options: RuntimeOptions,
  accessControl: AccessControl,
): Pick<OpenedHandlers, 'handlers' | 'search'> {
  const { operations } = api;
  const { tools = [], prompts = [] } = options.extensions ?? {};
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  /** Finds an operation by the name of its tool, or by the one that it has by default. */
  const find = (name: string): OperationDescriptor | undefined =>
    byName.get(name) ?? operations.find(({ formerName }) => formerName === name);
  const resources =
    options.resources === false ? [] : operations.filter(({ resource }) => resource !== undefined);
  const match = createResourceMatcher(resources);
  const custom = createCustomHandlers(accessControl.guardTools(tools), prompts);
  let opened: Promise<OperationHandlers> | undefined;
  let checked: Promise<ApiDescriptor> | undefined;

  /** Loads the code of calls on first use: a server that only lists tools starts without it. */
  function operationHandlers(): Promise<OperationHandlers> {
    opened ??= import('./operation-handlers.ts').then(({ createOperationHandlers }) =>
      createOperationHandlers(api, options, match, accessControl),
    );
    return opened;
  }

  async function close(): Promise<void> {
    await (await opened)?.close();
  }

  const callOperation: CallOperation = async (operation, args, context) =>
    (await operationHandlers()).callOperation(operation, args, context);
  const search = openSearch(api, options, accessControl, callOperation);

  const handlers: Handlers = {
    ...createListHandlers(
      { operations, resources, customTools: custom.tools, search },
      options,
      accessControl,
    ),
    async callTool(name, args, context) {
      const handled = custom.callTool(name, args, context) ?? search?.callTool(name, args, context);
      if (handled !== undefined) return handled;
      const operation = search === undefined ? find(name) : undefined;
      if (operation !== undefined) return callOperation(operation, args, context);
      throw unknownTool(name, visibleNames(operations, accessControl, context?.principal), search);
    },
    readResource: async (uri, context) =>
      search?.readResource(uri, context) ?? (await operationHandlers()).readResource(uri, context),
    async complete(uriTemplate, variable, value, principal) {
      const operation = resources.find(({ resource }) => resource?.uri === uriTemplate);
      if (operation === undefined || !accessControl.isVisible(operation, principal))
        throw new ProtocolFault(jsonRpcCodes.invalidParams, `Unknown template: ${uriTemplate}`);
      checked ??= withCheckingSchemas(api, options);
      return completeVariable(await checked, operation, variable, value);
    },
    ...(custom.prompts === undefined ? {} : { prompts: custom.prompts }),
    outputSchema: (name) => (search === undefined ? find(name)?.outputSchema : search.outputSchema(name)),
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
  callOperation: CallOperation,
): SearchMode | undefined {
  const { expose = 'all' } = options;
  if (runtimeCapabilities.openSearch !== undefined)
    return runtimeCapabilities.openSearch(api, options, accessControl, callOperation);
  if (expose !== 'all') throw missingCapability('search mode', `--expose ${expose}`);
  return undefined;
}

function visibleNames(
  operations: OperationDescriptor[],
  accessControl: AccessControl,
  principal: Principal | undefined,
): string[] {
  return operations
    .filter((operation) => accessControl.isVisible(operation, principal))
    .map(({ name }) => name);
}

function unknownTool(name: string, known: string[], search: SearchMode | undefined): ProtocolFault {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? '' : (search?.hintFor(nearest) ?? `; did you mean ${nearest}?`);
  return new ProtocolFault(jsonRpcCodes.invalidParams, `Unknown tool: ${name}${hint}`);
}
