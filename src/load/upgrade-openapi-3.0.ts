import type { JsonObject } from '../json/value.ts';
import type { ObjectType } from './object-types.ts';
import { dropSiblings, upgradeSchema } from './upgrade-schema.ts';

/**
 * Upgrades one object of OpenAPI 3.0 to 3.1, in place. Only schemas and the siblings of references differ. Returns a
 * message about what is not read by the letter.
 */
export function upgradeObject30(node: JsonObject, type: ObjectType): string | undefined {
  if (type === 'schema') return upgradeSchema(node);
  // A path item may have operations beside its reference (OpenAPI 3.0 §4.7.9).
  if (typeof node['$ref'] === 'string' && type !== 'pathItem') dropSiblings(node);
  return undefined;
}
