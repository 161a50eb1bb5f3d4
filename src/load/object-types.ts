import { operationMethods } from '../http/method.ts';

/**
 * The types of objects in an OpenAPI document (OpenAPI 3.2 §4, Swagger 2.0, JSON Schema 2020-12). The type of an object
 * tells a keyword from a property of the same name, and from data in an example. A `leaf` has no typed objects inside.
 */
export type ObjectType =
  | 'document'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'header'
  | 'requestBody'
  | 'response'
  | 'mediaType'
  | 'encoding'
  | 'schema'
  | 'callback'
  | 'leaf';

/** A field holds one object, a map of objects by name, or a list of objects. `items` may be one object or a list. */
export type Field = readonly [holds: 'one' | 'map' | 'list', type: ObjectType];
type Fields = ReadonlyMap<string, Field>;

const schemaMap = ['map', 'schema'] as const;
const schemaList = ['list', 'schema'] as const;
const schemaOne = ['one', 'schema'] as const;
const content = ['map', 'mediaType'] as const;
const examples = ['map', 'leaf'] as const;
const headers = ['map', 'header'] as const;
const parameterFields: Fields = new Map<string, Field>([
  ['schema', schemaOne],
  ['items', schemaOne],
  ['content', content],
  ['examples', examples],
]);
const operation = ['one', 'operation'] as const;

/** The fields of each object type that hold other objects. */
export const objectFields: Record<ObjectType, Fields> = {
  document: new Map<string, Field>([
    ['paths', ['map', 'pathItem']],
    ['webhooks', ['map', 'pathItem']],
    ['components', ['one', 'components']],
    ['definitions', schemaMap],
    ['parameters', ['map', 'parameter']],
    ['responses', ['map', 'response']],
  ]),
  components: new Map<string, Field>([
    ['schemas', schemaMap],
    ['responses', ['map', 'response']],
    ['parameters', ['map', 'parameter']],
    ['examples', examples],
    ['requestBodies', ['map', 'requestBody']],
    ['headers', headers],
    ['securitySchemes', ['map', 'leaf']],
    ['links', ['map', 'leaf']],
    ['callbacks', ['map', 'callback']],
    ['pathItems', ['map', 'pathItem']],
    ['mediaTypes', content],
  ]),
  pathItem: new Map<string, Field>([
    ...operationMethods.map((method) => [method, operation] as const),
    ['additionalOperations', ['map', 'operation']],
    ['parameters', ['list', 'parameter']],
  ]),
  operation: new Map<string, Field>([
    ['parameters', ['list', 'parameter']],
    ['requestBody', ['one', 'requestBody']],
    ['responses', ['map', 'response']],
    ['callbacks', ['map', 'callback']],
  ]),
  parameter: parameterFields,
  header: parameterFields,
  requestBody: new Map<string, Field>([['content', content]]),
  response: new Map<string, Field>([
    ['schema', schemaOne],
    ['headers', headers],
    ['content', content],
    ['links', ['map', 'leaf']],
  ]),
  mediaType: new Map<string, Field>([
    ['schema', schemaOne],
    ['itemSchema', schemaOne],
    ['examples', examples],
    ['encoding', ['map', 'encoding']],
    ['prefixEncoding', ['list', 'encoding']],
    ['itemEncoding', ['one', 'encoding']],
  ]),
  encoding: new Map<string, Field>([
    ['headers', headers],
    ['encoding', ['map', 'encoding']],
    ['prefixEncoding', ['list', 'encoding']],
    ['itemEncoding', ['one', 'encoding']],
  ]),
  schema: new Map<string, Field>([
    ['properties', schemaMap],
    ['patternProperties', schemaMap],
    ['$defs', schemaMap],
    ['definitions', schemaMap],
    ['dependentSchemas', schemaMap],
    ['allOf', schemaList],
    ['anyOf', schemaList],
    ['oneOf', schemaList],
    ['prefixItems', schemaList],
    ['items', schemaOne],
    ['not', schemaOne],
    ['if', schemaOne],
    ['then', schemaOne],
    ['else', schemaOne],
    ['additionalProperties', schemaOne],
    ['additionalItems', schemaOne],
    ['unevaluatedProperties', schemaOne],
    ['unevaluatedItems', schemaOne],
    ['propertyNames', schemaOne],
    ['contains', schemaOne],
    ['contentSchema', schemaOne],
  ]),
  // A callback is itself a map of path items, which `walk` handles.
  callback: new Map(),
  leaf: new Map(),
};
