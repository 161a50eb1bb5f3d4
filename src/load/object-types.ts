import { operationMethods } from '../http/method.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { isJsonObject } from '../json/narrow.ts';

/**
 * What stands where in an OpenAPI document (OpenAPI 3.2 §4, Swagger 2.0, JSON Schema 2020-12).
 * Only so can a keyword be told from a property of the same name, and from data in an example.
 */
export type Kind =
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

/** `one` node, a `map` of them by name, or a `list`; `items` may be one or a list. */
type Shape = 'one' | 'map' | 'list';
type Field = readonly [Shape, Kind];
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

const fieldsOf: Record<Kind, Fields> = {
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
  // A callback is itself a map; see `walk`.
  callback: new Map(),
  leaf: new Map(),
};

/** What a walk does on its way. */
export interface Visitor {
  /** Before the node's children; false leaves them out. `path` is reused, copy it to keep it. */
  node(node: JsonObject, kind: Kind, path: readonly (string | number)[]): boolean;
  /** Before the entries of a map. */
  map?(map: JsonObject, kind: Kind, path: readonly (string | number)[]): void;
}

/** Changes one node in place before its children are visited; false leaves them out. */
export type NodeUpgrade = (node: JsonObject, kind: Kind) => boolean;

/** Visits every node of a known kind, parents first, and no data. */
export function walk(root: Json, kind: Kind, visitor: Visitor, path: (string | number)[] = []): void {
  function visit(value: Json | undefined, kindOfValue: Kind, key: string | number): void {
    if (!isJsonObject(value)) return;
    path.push(key);
    enter(value, kindOfValue);
    path.pop();
  }

  function visitMap(map: JsonObject, kindOfEntries: Kind): void {
    visitor.map?.(map, kindOfEntries, path);
    const hasExtensions = kindOfEntries === 'pathItem' || kindOfEntries === 'response';
    for (const key of Object.keys(map)) {
      if (hasExtensions && key.startsWith('x-') && !(path.at(-2) === 'components')) continue;
      visit(map[key], kindOfEntries, key);
    }
  }

  function enter(node: JsonObject, kindOfNode: Kind): void {
    if (!visitor.node(node, kindOfNode, path)) return;
    if (kindOfNode === 'callback') return visitMap(node, 'pathItem');
    const fields = fieldsOf[kindOfNode];
    if (fields.size === 0) return;
    for (const key of Object.keys(node)) {
      const value = node[key];
      if (typeof value !== 'object' || value === null) continue;
      const field = fields.get(key);
      if (field === undefined) continue;
      path.push(key);
      const [shape, kindOfValue] = field;
      if (Array.isArray(value)) {
        if (shape === 'list' || key === 'items') {
          for (let index = 0; index < value.length; index++) visit(value[index], kindOfValue, index);
        }
      } else if (shape === 'one') enter(value, kindOfValue);
      else if (shape === 'map') visitMap(value, kindOfValue);
      path.pop();
    }
  }

  if (isJsonObject(root)) enter(root, kind);
}
