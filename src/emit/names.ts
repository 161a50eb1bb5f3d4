import { claimName } from './named-types.ts';
import { typeName, valueName } from './typescript-text.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';

/** Names of the exports that belong to the API as a whole. */
export interface ApiNames {
  /** For example `PetStore`. */
  base: string;
  /** For example `createPetStoreServer`. */
  createServer: string;
  /** For example `createPetStoreClient`. */
  createClient: string;
  /** For example `PetStoreHooks`. */
  hooks: string;
}

/** Returns the names of the exports of an API. */
export function nameApi({ name }: Pick<ApiDescriptor, 'name'>): ApiNames {
  const base = typeName(name);
  return {
    base,
    createServer: `create${base}Server`,
    createClient: `create${base}Client`,
    hooks: `${base}Hooks`,
  };
}

/** Returns the names of types that no schema can have. */
export function reservedTypes(names: ApiNames): string[] {
  return ['Operations', 'StatusError', names.hooks];
}

/** Returns the name of the client's function of each operation, by the name of its tool. */
export function nameFunctions(
  operations: Pick<OperationDescriptor, 'name'>[],
  names: ApiNames,
): Map<string, string> {
  const taken = new Set([
    names.createServer,
    names.createClient,
    'configure',
    'connected',
    'defaults',
    'close',
    'createClient',
    'openEnvironmentCredentials',
    'descriptor',
    'hookOptions',
    'mergeOptions',
    'hooks',
    'process',
    'shared',
    'types',
  ]);
  return new Map(operations.map(({ name }) => [name, claimName(valueName(name), taken)]));
}
