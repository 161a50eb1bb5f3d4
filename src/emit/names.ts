import { claimName } from './named-types.ts';
import { typeName, valueName } from './typescript-text.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';

/** What the parts of the output that belong to the API as a whole are called. */
export interface ApiNames {
  /** `PetStore` */
  base: string;
  /** `createPetStoreServer` */
  createServer: string;
  /** `createPetStoreClient` */
  createClient: string;
  /** `PetStoreHooks` */
  hooks: string;
}

export function nameApi({ name }: Pick<ApiDescriptor, 'name'>): ApiNames {
  const base = typeName(name);
  return {
    base,
    createServer: `create${base}Server`,
    createClient: `create${base}Client`,
    hooks: `${base}Hooks`,
  };
}

/** Names of types that no schema may take. */
export function reservedTypes(names: ApiNames): string[] {
  return ['Operations', 'StatusError', names.hooks];
}

/** The function of each operation, by the name of its tool. */
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
    'openCredentials',
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
