import { asArray } from '../json/narrow.ts';
import { annotationKeywords } from '../schema/annotation-keywords.ts';
import type { JsonSchema } from '../json/value.ts';

/**
 * Returns the schema that a `$ref` stands for, merged with the keywords beside it. Drafts up to 07 ignore keywords beside
 * `$ref`, so annotations are merged into an inlined schema, and anything else goes around an `allOf`.
 */
export function mergeSiblings(target: JsonSchema, siblings: JsonSchema): JsonSchema {
  const keywords = Object.keys(siblings);
  if (keywords.length === 0) return target;
  if (!('$ref' in target) && keywords.every((keyword) => annotationKeywords.has(keyword)))
    return { ...target, ...siblings };
  return { ...siblings, allOf: [target, ...(asArray(siblings['allOf']) ?? [])] };
}
