import { asJsonObject } from '../json/narrow.ts';
import { templateNames } from '../model/read-parameters.ts';
import type { ApiModel, Operation } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** What was created at `collection/{id}`, by the decoded path of the item; `undefined` where it was deleted. */
export type Items = Map<string, JsonObject | undefined>;

/** An operation on a collection whose items have a path of their own. */
export interface Collection {
  /** The variable at the end of the item's path. */
  variable: string;
  /** The GET of an item, which says how one looks. */
  read?: Operation;
}

/** The collections of an API by their path template. */
export function findCollections(model: ApiModel): Map<string, Collection> {
  const collections = new Map<string, Collection>();
  for (const operation of model.operations) {
    const [, path, variable] = /^(.*)\/\{([^{}/]+)\}$/.exec(operation.path) ?? [];
    if (path === undefined || variable === undefined) continue;
    const known = collections.get(path);
    const read = operation.method === 'GET' ? operation : known?.read;
    collections.set(path, { variable, ...(read === undefined ? {} : { read }) });
  }
  return collections;
}

/** Whether a path ends in the one variable that names an item. */
export function isItem(operation: Operation): boolean {
  return /\/\{[^{}/]+\}$/.test(operation.path) && templateNames(operation.path).length > 0;
}

/** The property of an item that its path names: `petId` is `petId`, or else `id`. */
export function idProperty(item: Json, variable: string): string | undefined {
  const names = Object.keys(asJsonObject(item) ?? {});
  const wanted = [
    variable,
    variable.replace(/^.*?(id|uuid|key|name|slug|code|number)$/i, '$1'),
    'id',
    'uuid',
    'key',
    'name',
  ];
  for (const candidate of wanted) {
    const found = names.find((name) => plain(name) === plain(candidate));
    if (found !== undefined) return found;
  }
  return undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** RFC 7396 §2. */
export function mergePatch(target: Json, patch: Json): Json {
  const changes = asJsonObject(patch);
  if (changes === undefined) return patch;
  const result = { ...asJsonObject(target) };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name] ?? null, value);
  }
  return result;
}

/** What was given, as far as an answer may have it. */
export function adopt(base: Json, given: JsonObject, isRight: (value: Json) => boolean): Json {
  const object = asJsonObject(base);
  if (object === undefined) return base;
  const whole = { ...object, ...given };
  if (isRight(whole)) return whole;
  let result = object;
  for (const [name, value] of Object.entries(given)) {
    const next = { ...result, [name]: value };
    if (isRight(next)) result = next;
  }
  return result;
}
