import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { mergeOptions } from './merge-options.ts';
import { checkToolNames } from './tool-name.ts';
import type { CustomResource } from './custom-resources.ts';
import type { CustomPrompt, CustomTool } from './custom-tools.ts';
import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import type { CallHooks, HookedCall } from './extension-options.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { Credential } from './security/credential.ts';
import type { ApiDescriptor, CheckingSchemas } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** Changes to one operation. */
export interface OperationOverride<Arguments = JsonObject> {
  /** The name of the tool. */
  name?: string;
  title?: string;
  description?: string;
  /** Hides the operation: it is neither a tool nor a resource. */
  hidden?: boolean;
  /** Runs before the hook for all calls. */
  beforeRequest?: (
    request: HttpRequest,
    call: HookedCall<Arguments>,
  ) => HttpRequest | undefined | Promise<HttpRequest | undefined>;
  /** Runs before the hook for all calls. */
  afterResponse?: (
    response: HttpResponse,
    call: HookedCall<Arguments>,
  ) => HttpResponse | undefined | Promise<HttpResponse | undefined>;
}

/** The custom code of an emitted server, typed against the operations of its document. */
export interface Hooks<Operations> extends CallHooks {
  /** Changes by the name of the tool in the document. */
  operations?: {
    [Name in keyof Operations]?: OperationOverride<
      Operations[Name] extends { arguments: infer Arguments } ? Arguments : JsonObject
    >;
  };
  /** Credentials, instead of those from environment variables. */
  credentials?: Record<string, Credential>;
  /** Custom tools. */
  tools?: CustomTool[];
  /** Custom resources, with URIs of their own. */
  resources?: CustomResource[];
  /** Custom prompts. */
  prompts?: CustomPrompt[];
}

type Overrides = Record<string, OperationOverride | undefined>;

/** Returns the options of hooks for calls under the names of the document. */
export function hookOptions<Operations>(hooks: Hooks<Operations>): RuntimeOptions {
  return optionsFor(hooks, (name) => name);
}

/** Applies hooks to an API and returns the options of its server. */
export function applyHooks<Operations>(
  api: ApiDescriptor,
  hooks: Hooks<Operations>,
  loadSchemas?: () => Promise<CheckingSchemas>,
): { api: ApiDescriptor; options: RuntimeOptions } {
  const overrides = overridesOf(hooks);
  const nameOf = (name: string): string => overrideOf(overrides, name)?.name ?? name;
  const originals = new Map(api.operations.map(({ name }) => [nameOf(name), name]));
  const renamed = async (load: () => Promise<CheckingSchemas>): Promise<CheckingSchemas> => {
    const loaded = await load();
    return {
      ...loaded,
      arguments: renameKeys(loaded.arguments, nameOf),
      responses: renameKeys(loaded.responses, nameOf),
    };
  };
  return {
    api: overrideOperations(api, overrides),
    options: mergeOptions(
      optionsFor(hooks, (name) => originals.get(name) ?? name),
      {
        extensions: { tools: hooks.tools, resources: hooks.resources, prompts: hooks.prompts },
        loadSchemas: loadSchemas && (() => renamed(loadSchemas)),
      },
    ),
  };
}

function renameKeys<Value>(
  map: Record<string, Value>,
  nameOf: (name: string) => string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [nameOf(name), value] as const));
}

/** Returns the options of hooks. The hook of an operation runs before the one for all calls. */
function optionsFor<Operations>(
  hooks: Hooks<Operations>,
  originalName: (name: string) => string,
): RuntimeOptions {
  const overrides = overridesOf(hooks);
  const ownOf = (call: HookedCall) => overrideOf(overrides, originalName(call.operation.name));
  return {
    request: { credentials: hooks.credentials },
    extensions: {
      hooks: {
        beforeRequest: async (request, call) => {
          const changed = (await ownOf(call)?.beforeRequest?.(request, call)) ?? request;
          return (await hooks.beforeRequest?.(changed, call)) ?? changed;
        },
        afterResponse: async (response, call) => {
          const changed = (await ownOf(call)?.afterResponse?.(response, call)) ?? response;
          return (await hooks.afterResponse?.(changed, call)) ?? changed;
        },
      },
    },
  };
}

/** Returns the changes with untyped arguments: only the code of the hooks knows their types. */
function overridesOf<Operations>({ operations = {} }: Hooks<Operations>): Overrides {
  return operations as Overrides;
}

function overrideOf(overrides: Overrides, name: string): OperationOverride | undefined {
  return Object.hasOwn(overrides, name) ? overrides[name] : undefined;
}

/** Returns the API with the changed names and texts, without hidden operations. */
function overrideOperations(api: ApiDescriptor, overrides: Overrides): ApiDescriptor {
  const operations = api.operations.flatMap((operation) => {
    const override = overrideOf(overrides, operation.name);
    if (override?.hidden === true) return [];
    const { name, title, description } = override ?? {};
    const { formerName, ...rest } = operation;
    // The aliases let patterns of a policy still match the original name.
    const names =
      name === undefined ? { formerName } : { name, aliases: [...(operation.aliases ?? []), operation.name] };
    return [{ ...rest, ...omitUndefined({ ...names, title, description }) }];
  });
  checkToolNames(operations.map(({ name }) => name));
  return { ...api, operations };
}

/** Runs a hook. An exception becomes the error of the call. */
export async function runHook<Value>(
  name: 'beforeRequest' | 'afterResponse',
  hook: ((value: Value, call: HookedCall) => Value | undefined | Promise<Value | undefined>) | undefined,
  value: Value,
  call: HookedCall,
): Promise<Value> {
  if (hook === undefined) return value;
  try {
    return (await hook(value, call)) ?? value;
  } catch (cause) {
    if (isOpenApiMcpError(cause)) throw cause;
    throw new OpenApiMcpError(
      'HOOK_FAILED',
      `${name} of ${call.operation.name} failed: ${messageOf(cause)}`,
      { cause },
    );
  }
}
