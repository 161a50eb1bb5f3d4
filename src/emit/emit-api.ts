import { emitClient } from './emit-client.ts';
import { emitDescriptor } from './emit-descriptor.ts';
import { readLibrary } from './copy-library.ts';
import { header, modulesFor } from './modules.ts';
import { nameApi, reservedTypes } from './names.ts';
import { emitOperations } from './emit-operations.ts';
import { emitHooks, emitIndex, emitServer } from './emit-server.ts';
import type { ServedOptions } from './emit-server.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** One API in the two forms that emitting takes. */
export interface EmittedApi {
  /** As it is served. */
  served: ApiDescriptor;
  /** Described for types, so that a schema is one type wherever it is referred to. */
  typed: ApiDescriptor;
}

/** This package. */
export const ownPackage = 'openapi-mcp';

const sdkV1 = '@modelcontextprotocol/sdk';

/** The output, and the packages that it imports. */
export interface Emitted {
  files: GeneratedFile[];
  packages: string[];
}

/** The files of a server and client of an API: the same for the same input, wherever and whenever. */
export async function emitApi(
  { served, typed }: EmittedApi,
  target: EmitTarget,
  options: ServedOptions = {},
): Promise<Emitted> {
  const names = nameApi(served);
  const modules = modulesFor(target);
  const library = await readLibrary(target);
  const operations = emitOperations(typed, reservedTypes(names));
  const files: GeneratedFile[] = [
    { path: 'index.ts', content: emitIndex(names, modules) },
    { path: 'server.ts', content: emitServer(served, names, target, modules, options) },
    { path: 'client.ts', content: emitClient(served, names, operations.names, modules) },
    { path: 'operations.ts', content: `${header}\n${operations.text}` },
    ...emitDescriptor(served, target, modules),
    { path: 'hooks.ts', content: emitHooks(served, names, modules), once: true },
    { path: '.gitattributes', content: gitAttributes },
  ];
  const isInline = target.runtime === 'inline';
  return {
    files: isInline ? [...files, ...library.files] : files,
    // The older SDK is a peer of this package.
    packages: isInline ? library.packages : [...(target.sdk === 'v1' ? [sdkV1] : []), ownPackage],
  };
}

/** Code hosts fold what is generated. */
const gitAttributes = `* linguist-generated
hooks.ts -linguist-generated
`;
