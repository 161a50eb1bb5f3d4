import type { Subject } from './error-text.ts';
import type { Json, JsonSchema } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

/** A validation error. An error of `anyOf` or `oneOf` has the errors of each alternative. */
export interface ErrorNode {
  error: ErrorObject;
  alternatives: ErrorNode[][];
}

/** Returns the schema that a `$ref` names. */
export type Resolve = (reference: string) => JsonSchema | undefined;

/** Checks values against schemas in which the branches of `oneOf` may overlap. */
export interface OverlapChecker {
  /** Returns the errors of a value, none if it only fits several branches of `oneOf`, and the errors of such overlaps. */
  judge(
    schema: JsonSchema,
    value: Json,
    errors: ErrorObject[],
  ): Promise<{ errors: ErrorObject[]; overlaps: ErrorObject[] }>;
}

/**
 * The checks of `anyOf` and `oneOf`. Without them, the branches of `oneOf` may not overlap, and each error of a branch is
 * one of the value.
 */
export interface UnionCapabilities {
  errorTree?: (errors: ErrorObject[], resolve: Resolve) => ErrorNode[];
  explainUnion?: (node: ErrorNode, subject: Subject, explain: (node: ErrorNode) => string) => string;
  openOverlaps?: (definitions: Record<string, JsonSchema>) => OverlapChecker;
}
