import { isJsonObject, asArray, asJsonObject, asNumber, asString, asStrings } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { formatKeys } from './config-node.ts';
import type { JsonObject, JsonSchema } from '../json/value.ts';
import type { ConfigEntry, ConfigMistake, ConfigNode, MapNode, ScalarNode } from './config-node.ts';

type Keys = (string | number)[];

const containerTypes = { map: 'object', list: 'array' };

/** The most keys that a hint lists. */
const mostListed = 20;

/**
 * Checks a node against a schema, which has the keywords that the schema of config files is made of. Texts that `${…}`
 * gave become numbers and switches where the schema has them.
 */
export function checkNode(given: ConfigNode, root: JsonSchema, mistakes: ConfigMistake[]): ConfigNode {
  return check(given, root, []);

  function check(node: ConfigNode, described: JsonSchema, keys: Keys): ConfigNode {
    const schema = branchFor(node, resolve(described));
    const refuse = (message: string, hint?: string): ConfigNode => {
      mistakes.push({ offset: node.offset, key: formatKeys(keys), message, hint });
      return node;
    };
    const { type } = schema;
    if (type === undefined && schema['enum'] === undefined) return node;
    if (node.kind === 'scalar' && node.value === null)
      return refuse('has no value', 'Give it one, or remove it.');
    if (type === 'object')
      return node.kind === 'map' ? checkMap(node, schema, keys) : refuse(mapText(schema, keys));
    if (type === 'array') {
      if (node.kind !== 'list')
        return refuse('must be a list', 'Write [one, another], or a line for each behind a -.');
      const items = asJsonObject(schema['items']) ?? {};
      return { ...node, items: node.items.map((item, index) => check(item, items, [...keys, index])) };
    }
    if (node.kind !== 'scalar') return refuse(`must be ${scalarText(schema)}`);
    const value = coerce(node, schema);
    if (accepts(schema, value)) return { ...node, value: isSwitch(schema) ? onOrOff(value) : value };
    return refuse(`must be ${scalarText(schema)}`, scalarHint(schema, value));
  }

  function checkMap(node: MapNode, schema: JsonSchema, keys: Keys): ConfigNode {
    const properties = asJsonObject(schema['properties']) ?? {};
    const others = schema['additionalProperties'];
    const entries = node.entries.map((entry, index): ConfigEntry => {
      const { key, offset, value } = entry;
      const path = [...keys, key];
      const first = node.entries.findIndex((each) => each.key === key);
      // Entries of a merge key may be overridden; their text is elsewhere.
      if (first < index)
        mistakes.push({ offset, key: formatKeys(path), message: 'is given twice', hint: 'Remove one.' });
      const expected = Object.hasOwn(properties, key) ? asJsonObject(properties[key]) : asJsonObject(others);
      if (expected !== undefined) return { ...entry, value: check(value, expected, path) };
      const nearest = nearestName(key, Object.keys(properties));
      mistakes.push({
        offset,
        key: formatKeys(path),
        message: 'is not a key',
        hint: nearest === undefined ? keysText(properties) : `Did you mean ${nearest}?`,
      });
      return entry;
    });
    return { ...node, entries };
  }

  function resolve(schema: JsonSchema): JsonSchema {
    const reference = asString(schema['$ref']);
    const target = reference === undefined ? schema : asJsonObject(resolveReference(root, reference));
    return target === undefined || target === schema ? schema : resolve(target);
  }

  /** Returns the alternative whose kind is that of the node. */
  function branchFor(node: ConfigNode, schema: JsonSchema): JsonSchema {
    const branches = (asArray(schema['anyOf']) ?? []).filter(isJsonObject).map(resolve);
    if (node.kind !== 'scalar')
      return branches.find(({ type }) => type === containerTypes[node.kind]) ?? branches[0] ?? schema;
    const scalars = branches.filter(({ type }) => type !== 'object' && type !== 'array');
    return (
      scalars.find((branch) => accepts(branch, coerce(node, branch))) ?? scalars[0] ?? branches[0] ?? schema
    );
  }
}

function keysText(properties: JsonObject): string {
  const names = Object.keys(properties);
  return names.length > mostListed ? 'docs/config.md lists the keys.' : `Its keys: ${names.join(', ')}.`;
}

/** Returns a text of `${…}` as the number or switch that the schema wants. */
function coerce({ value, written }: ScalarNode, schema: JsonSchema): ScalarNode['value'] {
  const { type } = schema;
  if (written === undefined || typeof value !== 'string') return value;
  if ((type === 'boolean' || isSwitch(schema)) && /^(?:true|false)$/.test(value)) return value === 'true';
  const isNumber = (type === 'integer' || type === 'number') && value.trim() !== '';
  return isNumber && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** Returns true for a choice of on and off, for which true and false stand as well. */
function isSwitch(schema: JsonSchema): boolean {
  return asArray(schema['enum'])?.includes(true) === true;
}

function onOrOff(value: ScalarNode['value']): ScalarNode['value'] {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : value;
}

function accepts(schema: JsonSchema, value: ScalarNode['value']): boolean {
  const choices = asArray(schema['enum']);
  if (choices !== undefined) return choices.includes(value);
  const { type } = schema;
  if (type !== 'integer' && type !== 'number') return typeof value === type;
  if (typeof value !== 'number' || (type === 'integer' && !Number.isSafeInteger(value))) return false;
  return (
    value >= (asNumber(schema['minimum']) ?? -Infinity) && value <= (asNumber(schema['maximum']) ?? Infinity)
  );
}

function scalarText(schema: JsonSchema): string {
  const choices = asStrings(schema['enum']);
  if (choices.length > 0) return choices.join(', ').replace(/, ([^,]*)$/, ' or $1');
  if (schema['type'] === 'boolean') return 'true or false';
  if (schema['type'] === 'string') return 'a text';
  const { minimum, maximum } = schema;
  const range =
    maximum !== undefined
      ? ` from ${minimum} to ${maximum}`
      : minimum !== undefined
        ? ` of at least ${minimum}`
        : '';
  return `a ${schema['type'] === 'integer' ? 'whole ' : ''}number${range}`;
}

function scalarHint(schema: JsonSchema, value: ScalarNode['value']): string | undefined {
  const nearest = nearestName(String(value), asStrings(schema['enum']));
  if (nearest !== undefined) return `Did you mean ${nearest}?`;
  return schema['type'] === 'string' && schema['enum'] === undefined ? 'Put it in quotes.' : undefined;
}

function mapText({ properties }: JsonObject, keys: Keys): string {
  if (keys.length === 0) return 'the file must be a map of keys to values';
  return properties === undefined ? 'must be a map of names to values' : 'must be a map of keys to values';
}
