import { capabilitiesOf } from './capabilities.ts';
import { emitClient } from './emit-client.ts';
import { emitDescriptor } from './emit-descriptor.ts';
import { emitHooks, emitIndex, emitServer } from './emit-server.ts';
import { emitOperations } from './emit-operations.ts';
import { header } from './module-comment.ts';
import { modulesFor } from './module-specifiers.ts';
import { nameApi, reservedTypes } from './names.ts';
import type { Capability } from './capabilities.ts';
import type { ServedOptions } from './emit-server.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** One API in the two forms that emitting needs. */
export interface EmittedApi {
  /** As it is served. */
  served: ApiDescriptor;
  /** Described for types, so that each schema is one type wherever it is referred to. */
  typed: ApiDescriptor;
}

/** The files of a server and client, and the capabilities that they need of the runtime. */
export interface Emitted {
  files: GeneratedFile[];
  capabilities: Capability[];
}

/** Returns the files of a server and client of an API: the same for the same input on every machine. */
export function emitApi(
  { served, typed }: EmittedApi,
  target: EmitTarget,
  options: ServedOptions = {},
): Emitted {
  const names = nameApi(served);
  const modules = modulesFor(target);
  const operations = emitOperations(typed, reservedTypes(names));
  const { sdk, http, policy, signIn, resilience } = target;
  return {
    files: [
      { path: 'index.ts', content: emitIndex(names, modules) },
      { path: 'server.ts', content: emitServer(served, names, target, modules, options) },
      { path: 'client.ts', content: emitClient(served, names, operations.names, modules, options) },
      { path: 'operations.ts', content: `${header}\n${operations.text}` },
      ...emitDescriptor(served, target, modules),
      { path: 'hooks.ts', content: emitHooks(served, names, modules), once: true },
      { path: '.gitattributes', content: '* linguist-generated\nhooks.ts -linguist-generated\n' },
    ],
    capabilities: capabilitiesOf(served, { sdk, http, policy, signIn, resilience, ...options }),
  };
}
