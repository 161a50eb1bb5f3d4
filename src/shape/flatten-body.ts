import { asArray, asJsonObject, asStrings } from '../json/narrow.ts';
import { definitionOf } from '../schema/definition-of.ts';
import { propertiesOf } from './edit-schema.ts';
import type { Definitions } from './edit-schema.ts';
import type { ArgumentStep, OperationDescriptor } from '../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** The schemas of arguments without `body`, and the steps that build it. */
export interface FlatBody {
  listed: JsonSchema;
  checked: JsonSchema;
  steps: ArgumentStep[];
}

/**
 * Lifts the properties of the body to the top level. A property whose name is taken becomes `body_<name>`. Returns
 * `undefined` and reports the reason if the body is not one object.
 */
export function flattenBody(
  { name: tool, body, renamedProperties: names = {} }: OperationDescriptor,
  listed: JsonSchema,
  checked: JsonSchema,
  definitions: Definitions,
  report: (message: string) => void,
): FlatBody | undefined {
  const refuse = (reason: string): undefined => {
    report(`the body of ${tool} stays whole: ${reason}`);
  };
  if (body === undefined) return refuse('the operation has none');
  if (body.content.some(({ branch }) => branch !== undefined))
    return refuse('its media types have different schemas');
  const own = asJsonObject(propertiesOf(listed)['body']) ?? {};
  const objects = objectSchemas(asJsonObject(propertiesOf(checked)['body']) ?? {}, definitions);
  if (objects === undefined || Object.keys(propertiesOf(own)).length === 0)
    return refuse('it is not one object with properties');
  const { body: _, ...others } = propertiesOf(listed);
  const { body: __, ...checkedOthers } = propertiesOf(checked);
  const requiredInBody = new Set(body.required ? objects.flatMap(({ required }) => asStrings(required)) : []);
  const steps: ArgumentStep[] = [];
  const required: string[] = [];
  const flatListed: JsonObject = { ...others };
  const flatChecked: JsonObject = { ...checkedOthers };
  for (const [name, schema] of Object.entries(propertiesOf(own))) {
    const property = names[name] ?? name;
    const argument = freeName(property, flatListed);
    flatListed[argument] = schema;
    flatChecked[argument] = joined(objects.flatMap((object) => propertiesOf(object)[property] ?? []));
    if (requiredInBody.has(property)) required.push(argument);
    steps.push({ kind: 'move', from: [argument], to: ['body', property] });
  }
  if (body.required) steps.push({ kind: 'default', path: ['body'], value: {} });
  return {
    listed: withProperties(listed, flatListed, required),
    checked: withProperties(checked, flatChecked, required),
    steps,
  };
}

/** Returns the object schemas that a value must satisfy together, or `undefined` if it may satisfy others instead. */
function objectSchemas(
  schema: JsonSchema,
  definitions: Definitions,
  seen = new Set<JsonSchema>(),
): JsonSchema[] | undefined {
  if (seen.has(schema)) return [];
  seen.add(schema);
  if (schema['anyOf'] !== undefined || schema['oneOf'] !== undefined) return undefined;
  const target = definitionOf(schema, definitions);
  const inner = [target, ...(asArray(schema['allOf']) ?? []).map(asJsonObject)].flatMap((each) =>
    each === undefined ? [] : [objectSchemas(each, definitions, seen)],
  );
  const found: JsonSchema[] = [schema];
  for (const each of inner) {
    if (each === undefined) return undefined;
    found.push(...each);
  }
  return found;
}

function freeName(property: string, taken: JsonObject): string {
  const name = property.replaceAll(/[^a-zA-Z0-9_.-]+/g, '_').replace(/^_+/, '') || 'property';
  return Object.hasOwn(taken, name) ? `body_${name}` : name;
}

function joined(schemas: Json[]): Json {
  return schemas.length === 1 ? (schemas[0] ?? {}) : { allOf: schemas };
}

function withProperties(schema: JsonSchema, properties: JsonObject, added: string[]): JsonSchema {
  const { required: before, ...rest } = schema;
  const required = [...asStrings(before).filter((name) => name !== 'body'), ...added];
  return { ...rest, properties, ...(required.length > 0 ? { required } : {}) };
}
