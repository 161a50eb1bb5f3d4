import { asArray, asJsonObject, asString } from '../../json/narrow.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** Keywords of the type `Schema` of the Gemini API that are copied. */
const known = new Set([
  'title',
  'description',
  'default',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'items',
  'properties',
  'required',
]);

/**
 * Returns a node as the `Schema` of the Gemini API: one type, no null, no format, and values of an enum that are texts.
 *
 * @see https://ai.google.dev/api/caching#Schema
 */
export function adaptToGemini(node: JsonSchema): JsonSchema {
  const entries = Object.entries(node).filter(([keyword]) => known.has(keyword));
  const schema: JsonSchema = Object.fromEntries(entries);
  const types = [node['type'] ?? []].flat().filter((type) => type !== 'null');
  const branches = (asArray(node['anyOf']) ?? [])
    .map((branch) => asJsonObject(branch) ?? {})
    .filter((branch) => Object.keys(branch).length > 0 && branch['type'] !== 'null');
  const [type] = types;
  if (types.length === 1 && type !== undefined) schema['type'] = type;
  if (schema['properties'] !== undefined) schema['type'] = 'object';
  addValues(schema, node);
  if (asJsonObject(node['additionalProperties']) !== undefined && schema['properties'] === undefined)
    describe(schema, 'An object with names of your choice.');
  if (types.length > 1) branches.push(...types.map((each) => branchOfType(schema, each)));
  const [only] = branches;
  if (branches.length === 1) return { ...only, ...schema };
  return branches.length === 0 ? schema : { ...schema, anyOf: branches };
}

/** An array must have items, and nothing else is known of a branch of several types. */
function branchOfType({ items }: JsonSchema, type: Json): JsonObject {
  return type === 'array' ? { type, items: items ?? { type: 'string' } } : { type };
}

/** Only texts can be values, and an empty one is refused: other values go into the description. */
function addValues(schema: JsonSchema, node: JsonSchema): void {
  const values = asArray(node['enum']);
  if (values === undefined) return;
  const texts = values.filter((value) => typeof value === 'string');
  const isText = texts.length === values.length && (schema['type'] ?? 'string') === 'string';
  if (isText && !texts.includes('')) {
    Object.assign(schema, { type: 'string', enum: texts });
    return;
  }
  describe(schema, `One of ${values.map((value) => JSON.stringify(value)).join(', ')}.`);
}

function describe(schema: JsonSchema, note: string): void {
  const description = asString(schema['description']);
  schema['description'] = description === undefined ? note : `${description} ${note}`;
}
