import { asJsonObject } from '../json/narrow.ts';
import { followReference } from './follow-references.ts';
import { nestedPosition, resolveSchema } from './resolve-schema.ts';
import { allowsNull } from './schema-type.ts';
import type { Random } from './random.ts';
import type { ResolvedSchema, SchemaPosition } from './resolve-schema.ts';
import type { Direction } from '../model/schema-reader.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Choices where a schema allows several values. */
export interface SampleOptions {
  /** Use the examples and defaults of schemas as values. */
  examples: boolean;
  /** Include optional properties. */
  optional: boolean;
  /** Index of the branch of a union that is tried first. */
  branch: number;
}

/** The settings and state of one sample, shared by everything nested in it. */
export interface SampleRun {
  document: JsonObject;
  direction: Direction;
  /** Returns true if a schema of the document accepts a value. */
  accepts: (schema: JsonObject, value: Json) => boolean;
  random: Random;
  options: SampleOptions;
  /** Number of schemas sampled so far. */
  steps: number;
  /** Leave out properties whose value would be infinite, even required ones. */
  omitRecursive: boolean;
  /** Samples a schema whose references are resolved. Returns `undefined` if only an infinite value is valid. */
  sampleResolved: (resolved: ResolvedSchema, run: SampleRun) => Json | undefined;
}

/** Samples a nested schema. Returns `undefined` if only an infinite value is valid. */
export function sampleNested(
  node: Json | undefined,
  position: SchemaPosition,
  run: SampleRun,
): Json | undefined {
  const resolved = resolveSchema(run.document, node, nestedPosition(position));
  if (resolved !== undefined) return run.sampleResolved(resolved, run);
  const target = followReference(run.document, asJsonObject(node) ?? {})?.target;
  return allowsNull(asJsonObject(target) ?? {}) ? null : undefined;
}
