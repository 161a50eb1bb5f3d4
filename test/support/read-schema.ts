import { inlineDefinitions } from './inline-definitions.ts';
import { SchemaReader } from '../../src/model/schema-reader.ts';
import type { Finding } from '../../src/errors.ts';
import type { Direction } from '../../src/model/schema-reader.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

export const text = { type: 'string' };
export const integer = { type: 'integer' };

/** Returns a reference to a named schema. */
export function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** A schema that was read. */
interface Read {
  /** With `$ref`s in place of named schemas. */
  schema: JsonObject;
  definitions: Record<string, JsonObject>;
  /** With named schemas in place of their `$ref`s, except for recursive ones. */
  inlined: JsonObject;
  findings: Finding[];
  found: string[];
}

/** Reads the schema at `/schema` of a document with named schemas. */
export function readSchema(
  schema: Json,
  schemas: JsonObject = {},
  { direction = 'request' }: { direction?: Direction } = {},
): Read {
  const findings: Finding[] = [];
  const reader = new SchemaReader({ schema, components: { schemas } }, (finding) => findings.push(finding));
  const result = reader.read(schema as JsonObject | boolean, '/schema', direction);
  const definitions = Object.fromEntries(reader.definitions(direction));
  return {
    schema: result,
    definitions,
    get inlined() {
      return inlineDefinitions(result, definitions);
    },
    findings,
    found: findings.map(({ kind, pointer }) => `${kind} ${pointer}`),
  };
}
