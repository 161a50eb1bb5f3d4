import type { JsonObject } from '../json/value.ts';
import type { Kind } from './object-types.ts';
import { dropSiblings, upgradeSchema } from './upgrade-schema.ts';

/** One node of OpenAPI 3.0 → 3.1; only schemas and what stands beside references differ. */
export function upgradeNode30(node: JsonObject, kind: Kind): boolean {
  if (kind === 'schema') upgradeSchema(node);
  // A path item may have operations beside its reference (OpenAPI 3.0 §4.7.9).
  else if (typeof node['$ref'] === 'string' && kind !== 'pathItem') dropSiblings(node);
  return true;
}
