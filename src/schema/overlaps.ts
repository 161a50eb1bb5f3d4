import { SchemaCompiler } from './schema-compiler.ts';
import { mapValues } from '../json/map-values.ts';
import type { OverlapChecker } from './union-capability-types.ts';
import type { Json, JsonSchema } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

/** A compiler of schemas in which the branches of `oneOf` may overlap. */
interface OverlapCompiler {
  compiler: SchemaCompiler;
  allowOverlaps: (schema: JsonSchema) => JsonSchema;
  /** Schemas by the schema that they stand for. */
  schemas: WeakMap<JsonSchema, JsonSchema>;
}

/** Returns the checker of values that fit several branches of `oneOf`, which is loaded for the first of them. */
export function openOverlaps(definitions: Record<string, JsonSchema>): OverlapChecker {
  let loading: Promise<OverlapCompiler> | undefined;

  async function fits(schema: JsonSchema, value: Json): Promise<boolean> {
    loading ??= loadCompiler(definitions);
    const { compiler, allowOverlaps, schemas } = await loading;
    const open = schemas.get(schema) ?? allowOverlaps(schema);
    schemas.set(schema, open);
    return compiler.compile(open)?.(value) ?? true;
  }

  return {
    async judge(schema, value, errors) {
      const overlaps = errors.filter(isOverlap);
      if (overlaps.length === 0) return { errors, overlaps };
      if (await fits(schema, value)) return { errors: [], overlaps };
      const others = errors.filter((error) => !isOverlap(error));
      return { errors: others.length > 0 ? others : errors, overlaps: [] };
    },
  };
}

async function loadCompiler(definitions: Record<string, JsonSchema>): Promise<OverlapCompiler> {
  const { allowOverlaps } = await import('./allow-overlaps.ts');
  const compiler = await SchemaCompiler.load(mapValues(definitions, allowOverlaps), { allErrors: false });
  return { compiler, allowOverlaps, schemas: new WeakMap() };
}

/** Returns true for the error of a value that fits several branches of `oneOf`. */
export function isOverlap({ keyword, params }: ErrorObject): boolean {
  return keyword === 'oneOf' && Array.isArray((params as { passingSchemas?: unknown }).passingSchemas);
}
