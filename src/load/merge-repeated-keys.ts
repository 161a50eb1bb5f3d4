import type { Report } from '../errors.ts';
import { operationMethods } from '../http/method.ts';
import { asArray, isJsonObject } from '../json/narrow.ts';
import { formatPointer } from '../json/pointer.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { objectFields } from './object-types.ts';
import type { Field, ObjectType } from './object-types.ts';
import { originalKey } from './rename-repeated-keys.ts';

/** Objects whose fields have no meaning for each other, so that two of them can be merged. */
const mergeableTypes: ReadonlySet<ObjectType> = new Set(['document', 'components', 'pathItem', 'callback']);

/** The fields of a path item that apply to its own operations only. */
const inheritedFields = ['parameters', 'servers'];

/**
 * Merges the values of keys that `renameJsonKeys` or `renameYamlKeys` renamed, in place. Maps, path items and the like are
 * united. The last of any other values is used, as parsers do. Reports each repeated key.
 */
export function mergeRepeatedKeys(root: Json, report: Report): void {
  function settle(node: Json, field: Field | undefined, path: string[]): void {
    if (Array.isArray(node)) {
      const item: Field | undefined = field && ['one', field[1]];
      for (const [index, child] of node.entries()) settle(child, item, [...path, String(index)]);
    }
    if (!isJsonObject(node)) return;
    const entries = Object.entries(node);
    for (const [key, child] of entries) {
      const name = originalKey(key) ?? key;
      settle(child, fieldOf(field, name), [...path, name]);
    }
    if (entries.every(([key]) => originalKey(key) === undefined)) return;
    for (const [key] of entries) delete node[key];
    for (const [key, child] of entries) {
      const name = originalKey(key);
      if (name === undefined) node[key] = child;
      else node[name] = combine(node[name] ?? null, child, fieldOf(field, name), [...path, name]);
    }
  }

  function combine(first: Json, second: Json, field: Field | undefined, path: string[]): Json {
    const pointer = formatPointer(path);
    const subject = `The key ${JSON.stringify(path.at(-1))} is repeated`;
    if (JSON.stringify(first) === JSON.stringify(second)) {
      report({ kind: 'repaired', pointer, message: `${subject} with the same value.` });
      return second;
    }
    if (!isJsonObject(first) || !isJsonObject(second) || !isMergeable(field)) {
      const isOperation = field?.[0] !== 'map' && field?.[1] === 'operation';
      const message = `${subject}. Its last value is used, and ${isOperation ? 'the other operation' : 'the other'} was left out.`;
      report({ kind: isOperation ? 'skipped' : 'repaired', pointer, message });
      return second;
    }
    report({ kind: 'repaired', pointer, message: `${subject}. Its values were merged.` });
    if (field?.[1] === 'pathItem' && field[0] === 'one') moveToOperations(first, second);
    const merged = { ...first };
    for (const [key, value] of Object.entries(second)) {
      const before = Object.hasOwn(first, key) ? first[key] : undefined;
      const isNew = before === undefined || JSON.stringify(before) === JSON.stringify(value);
      merged[key] = isNew ? value : combine(before, value, fieldOf(field, key), [...path, key]);
    }
    return merged;
  }

  settle(root, ['one', 'document'], []);
}

function fieldOf(field: Field | undefined, key: string): Field | undefined {
  if (field === undefined) return undefined;
  const [holds, type] = field;
  if (holds === 'map') return ['one', type];
  return type === 'callback' ? ['one', 'pathItem'] : objectFields[type].get(key);
}

function isMergeable(field: Field | undefined): boolean {
  return field !== undefined && (field[0] === 'map' || mergeableTypes.has(field[1]));
}

/** Moves what two path items do not share into their operations, so that it does not apply to those of the other. */
function moveToOperations(...items: [JsonObject, JsonObject]): void {
  for (const key of inheritedFields) {
    const [first, second] = items.map((item) => item[key]);
    if (JSON.stringify(first) === JSON.stringify(second)) continue;
    for (const item of items) {
      const inherited = item[key];
      delete item[key];
      for (const operation of operationMethods.map((method) => item[method]).filter(isJsonObject)) {
        if (inherited === undefined || (key === 'servers' && operation[key] !== undefined)) continue;
        // Later parameters override earlier ones of the same name.
        const own = key === 'parameters' ? (asArray(operation[key]) ?? []) : [];
        operation[key] = structuredClone([...(asArray(inherited) ?? []), ...own]);
      }
    }
  }
}
