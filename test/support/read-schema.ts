import { SchemaReader } from '../../src/model/schema-reader.ts';
import type { Finding } from '../../src/errors.ts';
import type { Direction, ReadSchema, ReferenceMode } from '../../src/model/schema-reader.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

export const text = { type: 'string' };
export const integer = { type: 'integer' };

/** Returns a reference to a named schema. */
export function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** Reads the schema at `/schema` of a document with named schemas. */
export function readSchema(
  schema: Json,
  schemas: JsonObject = {},
  { direction = 'request', mode = 'inline' }: { direction?: Direction; mode?: ReferenceMode } = {},
): ReadSchema & { findings: Finding[]; found: string[] } {
  const findings: Finding[] = [];
  const reader = new SchemaReader({ schema, components: { schemas } }, (finding) => findings.push(finding));
  const result = reader.read(schema as JsonObject | boolean, '/schema', direction, mode);
  return { ...result, findings, found: findings.map(({ kind, pointer }) => `${kind} ${pointer}`) };
}
