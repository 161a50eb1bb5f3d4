import { asJsonObject } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { templateNames } from '../model/read-parameters.ts';
import type { ApiModel, Operation } from '../model/api-model.ts';
import type { Json } from '../json/value.ts';

/** A collection of an API: a path such as `/pets` with items at `/pets/{petId}`. */
export interface Collection {
  /** The variable at the end of the path of an item. */
  variable: string;
  /** The GET of an item, whose response defines the representation of items. */
  read?: Operation;
}

/** Returns the collections of an API by path template. */
export function findCollections(model: ApiModel): Map<string, Collection> {
  const collections = new Map<string, Collection>();
  for (const operation of model.operations) {
    const [, path, variable] = /^(.*)\/\{([^{}/]+)\}$/.exec(operation.path) ?? [];
    if (path === undefined || variable === undefined) continue;
    const read = operation.method === 'GET' ? operation : collections.get(path)?.read;
    collections.set(path, omitUndefined({ variable, read }));
  }
  return collections;
}

/** Returns true if the path of an operation ends in a variable that identifies an item. */
export function isItemOperation({ path }: Operation): boolean {
  return /\/\{[^{}/]+\}$/.test(path) && templateNames(path).length > 0;
}

/** Returns the collection path of an item operation: `/pets` for `/pets/{petId}`. */
export function collectionPath({ path }: Operation): string {
  return path.replace(/\/\{[^{}/]+\}$/, '');
}

/** Returns the property of an item that its path variable identifies: `petId` for `petId`, or else `id`. */
export function idProperty(item: Json, variable: string): string | undefined {
  const names = Object.keys(asJsonObject(item) ?? {});
  const suffix = variable.replace(/^.*?(id|uuid|key|name|slug|code|number)$/i, '$1');
  for (const candidate of [variable, suffix, 'id', 'uuid', 'key', 'name']) {
    const property = names.find((name) => simplify(name) === simplify(candidate));
    if (property !== undefined) return property;
  }
  return undefined;
}

/** Returns true for a property that certainly has the value of a path variable: `id`, or one that is named as it. */
export function isNamedAs(property: string, variable: string): boolean {
  return simplify(property) === 'id' || simplify(variable).endsWith(simplify(property));
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
