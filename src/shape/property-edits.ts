import { omitUndefined } from '../json/omit-undefined.ts';
import { asArray, asJsonObject, asStrings } from '../json/narrow.ts';
import { propertiesOf, requires } from './edit-schema.ts';
import type { EditProperty } from './edit-schema.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/**
 * Keywords about properties together, which misjudge an object whose properties have other names. The API's own schema
 * checks them.
 */
const jointKeywords = new Set([
  'if',
  'then',
  'else',
  'not',
  'dependentSchemas',
  'dependentRequired',
  'minProperties',
  'maxProperties',
  'propertyNames',
]);

/** Removes a property. */
export const removeProperty: EditProperty = (owner, name) => {
  const { [name]: _, ...properties } = propertiesOf(owner);
  return withoutJoint(withRequired({ ...owner, properties }, name, false));
};

/** Forbids a property, which a schema for other properties would allow. */
export const forbidProperty: EditProperty = (owner, name) =>
  withoutJoint(
    withRequired({ ...owner, properties: { ...propertiesOf(owner), [name]: false } }, name, false),
  );

/** Returns an edit that renames a property. Its place among the others stays. */
export function renameProperty(to: string): EditProperty {
  return (owner, name) => {
    const renamed = Object.entries(propertiesOf(owner)).map(([key, schema]): [string, Json] => [
      key === name ? to : key,
      schema,
    ]);
    const required = asStrings(owner['required']).map((key) => (key === name ? to : key));
    return withoutJoint({
      ...owner,
      ...(renamed.length > 0 ? { properties: Object.fromEntries(renamed) } : {}),
      ...(required.length > 0 ? { required } : {}),
    });
  };
}

/** Returns an edit that makes a property required or optional. */
export function requireProperty(isRequired: boolean): EditProperty {
  return (owner, name) => withRequired(owner, name, isRequired);
}

/** Returns an edit that replaces the schema of a property. */
export function replaceProperty(replace: (schema: JsonSchema) => JsonSchema): EditProperty {
  return (owner, name) => {
    const properties = propertiesOf(owner);
    if (!Object.hasOwn(properties, name)) return owner;
    const schema = asJsonObject(properties[name]) ?? {};
    return { ...owner, properties: { ...properties, [name]: replace(schema) } };
  };
}

/** Returns a listed schema with a description, a default and the only values. */
export function annotateListed(changes: {
  description?: string | undefined;
  default?: Json | undefined;
  enum?: Json[] | undefined;
}): (schema: JsonSchema) => JsonSchema {
  return (schema) => {
    const base = changes.enum === undefined ? schema : { ...enumOf(changes.enum), ...textsOf(schema) };
    return { ...base, ...omitUndefined({ description: changes.description, default: changes.default }) };
  };
}

/** Returns a schema that only allows some of its values. */
export function restrictTo(values: Json[]): (schema: JsonSchema) => JsonSchema {
  return (schema) => ({ allOf: [schema], enum: values });
}

/** Returns the schema of a list of values, in the dialect that every client accepts: no null inside an enum. */
function enumOf(values: Json[]): JsonSchema {
  const named = values.filter((value) => value !== null);
  const types = new Set(named.map(typeOf));
  const [type] = types;
  const schema: JsonSchema = types.size === 1 && type !== undefined ? { type, enum: named } : { enum: named };
  return named.length === values.length ? schema : { anyOf: [schema, { type: 'null' }] };
}

function typeOf(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return Array.isArray(value) ? 'array' : typeof value;
}

function textsOf({ title, description }: JsonSchema): JsonSchema {
  return { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
}

function withRequired(owner: JsonSchema, name: string, isRequired: boolean): JsonSchema {
  if (requires(owner, name) === isRequired) return owner;
  const { required: before, ...rest } = owner;
  const others = (asArray(before) ?? []).filter((key) => key !== name);
  const required = isRequired ? [...others, name] : others;
  return required.length === 0 ? rest : { ...rest, required };
}

function withoutJoint(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !jointKeywords.has(keyword)));
}
