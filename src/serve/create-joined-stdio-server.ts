import { mergeOptions } from '../runtime/merge-options.ts';
import { runtimeCapabilities } from '../runtime/capabilities.ts';
import { openServer } from './create-stdio-server.ts';
import { joinApis, joinExtensions } from './join-apis.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { StdioApiServer } from './create-stdio-server.ts';
import type { JoinOptions, NamedApi } from './join-apis.ts';
import type { Sdk } from './sdk.ts';

/** Options of several APIs as one. The groups `request` and `result` belong to each API. */
export interface JoinedOptions extends Omit<RuntimeOptions, 'request' | 'result'>, JoinOptions {}

/** Several APIs as one, with the options of each. */
interface JoinedParts {
  descriptor: ApiDescriptor;
  parts: NamedApi[];
  /** The options of the whole server. */
  shared: RuntimeOptions;
}

/**
 * Creates a server of several APIs without HTTP.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function createJoinedStdioServer(
  apis: readonly NamedApi[],
  options: JoinedOptions,
  loadSdk: () => Promise<Sdk>,
): StdioApiServer {
  const { descriptor, parts, shared } = joinServed(apis, options);
  runtimeCapabilities.refuseClaims?.(descriptor);
  return openServer(descriptor, shared, loadSdk, parts).server;
}

/**
 * Joins APIs to one. The options of the server hold for each, unless it has its own.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function joinServed(
  apis: readonly NamedApi[],
  { prefix, prompts, ...shared }: JoinedOptions,
): JoinedParts {
  const joined = joinApis(apis, { prefix, prompts, extensions: shared.extensions });
  const parts = joined.parts.map((part) => ({
    ...part,
    options: {
      ...mergeOptions<RuntimeOptions>(shared, part.options),
      extensions: {
        ...joinExtensions([shared.extensions ?? {}, part.options.extensions ?? {}]),
        hooks: part.options.extensions?.hooks ?? shared.extensions?.hooks,
      },
    },
  }));
  return { descriptor: joined.descriptor, parts, shared: { ...shared, extensions: joined.extensions } };
}
