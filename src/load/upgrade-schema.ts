import type { JsonObject } from '../json/value.ts';

/** Keywords that describe a schema without constraining it. They stay outside the `anyOf` that allows null. */
const annotations = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
  'xml',
]);
const compositions = ['allOf', 'anyOf', 'oneOf'];

/**
 * Upgrades one schema of Swagger 2.0 or OpenAPI 3.0 to JSON Schema 2020-12, in place, without its subschemas. Returns a
 * message if `nullable` allows null where it has no effect by the letter (OpenAPI 3.0.4 §4.7.24.2).
 */
export function upgradeSchema(schema: JsonObject): string | undefined {
  const { nullable, 'x-nullable': extension } = schema;
  const isNullable = nullable === true || extension === true;
  if (nullable !== undefined) delete schema['nullable'];
  if (extension !== undefined) delete schema['x-nullable'];
  if (typeof schema['$ref'] === 'string') return upgradeReference(schema, isNullable);
  if (schema['example'] !== undefined) upgradeExample(schema);
  if (typeof schema['exclusiveMinimum'] === 'boolean') upgradeBound(schema, 'exclusiveMinimum', 'minimum');
  if (typeof schema['exclusiveMaximum'] === 'boolean') upgradeBound(schema, 'exclusiveMaximum', 'maximum');
  if (schema['type'] === 'file') Object.assign(schema, { type: 'string', format: 'binary' });
  if (typeof schema['format'] === 'string') upgradeFormat(schema);
  if (typeof schema['discriminator'] === 'string') {
    schema['discriminator'] = { propertyName: schema['discriminator'] };
  }
  return isNullable ? allowNull(schema) : undefined;
}

/** Deletes the siblings of a reference, which have no meaning (OpenAPI 3.0 §4.7.23), except for its texts. */
export function dropSiblings(reference: JsonObject): void {
  for (const key of Object.keys(reference)) {
    if (key !== '$ref' && key !== 'description' && key !== 'summary') delete reference[key];
  }
}

function upgradeReference(schema: JsonObject, isNullable: boolean): string | undefined {
  dropSiblings(schema);
  return isNullable ? addNullAlternative(schema) : undefined;
}

function upgradeExample(schema: JsonObject): void {
  const example = schema['example'];
  delete schema['example'];
  if (example !== undefined && !Array.isArray(schema['examples'])) schema['examples'] = [example];
}

function upgradeBound(schema: JsonObject, exclusive: string, inclusive: string): void {
  const bound = schema[inclusive];
  const isExclusive = schema[exclusive] === true;
  delete schema[exclusive];
  if (!isExclusive || typeof bound !== 'number') return;
  schema[exclusive] = bound;
  delete schema[inclusive];
}

// `format` stays, because later stages tell a file from text by it.
function upgradeFormat(schema: JsonObject): void {
  if (schema['format'] === 'binary') schema['contentMediaType'] ??= 'application/octet-stream';
  if (schema['format'] === 'byte') schema['contentEncoding'] ??= 'base64';
}

function allowNull(schema: JsonObject): string | undefined {
  if (compositions.some((keyword) => Array.isArray(schema[keyword]))) return addNullAlternative(schema);
  const { type, enum: values } = schema;
  if (typeof type === 'string' && type !== 'null') schema['type'] = [type, 'null'];
  else if (Array.isArray(type) && !type.includes('null')) type.push('null');
  if (!Array.isArray(values) || values.includes(null)) return undefined;
  values.push(null);
  return 'nullable beside enum is read as one more value, null';
}

function addNullAlternative(schema: JsonObject): string {
  const constraints: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (annotations.has(key) || key.startsWith('x-')) continue;
    constraints[key] = value;
    delete schema[key];
  }
  schema['anyOf'] = [constraints, { type: 'null' }];
  return 'nullable beside a reference or a composition is read as a choice of null';
}
