import { asJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import { readSecurity } from './read-security.ts';
import type { Report } from '../errors.ts';
import type { SecurityRequirement } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';
import type { Located } from './reference.ts';

/**
 * Reads the security requirements of an operation, or of the document if the operation has none. Repairs the case of scheme
 * names, and reports schemes that the document does not declare.
 */
export function readRequirements(
  document: JsonObject,
  operation: Located<JsonObject>,
  report: Report,
): SecurityRequirement[] | undefined {
  const own = readSecurity(operation.node['security']);
  const pointer = childPointer(own === undefined ? '' : operation.pointer, 'security');
  const requirements = own ?? readSecurity(document['security']);
  const declared = asJsonObject(asJsonObject(document['components'])?.['securitySchemes']) ?? {};
  return requirements?.map((requirement) => {
    const undeclared = Object.keys(requirement).filter((name) => !Object.hasOwn(declared, name));
    if (undeclared.length === 0) return requirement;
    const renamed = new Map(undeclared.map((name) => [name, declaredName(name, declared)]));
    for (const [name, other] of renamed) {
      const scheme = JSON.stringify(name);
      if (other === undefined)
        report({
          kind: 'relaxed',
          pointer,
          message: `security scheme ${scheme} is not declared: nothing is sent for it`,
        });
      else
        report({
          kind: 'repaired',
          pointer,
          message: `security scheme ${scheme} is read as ${JSON.stringify(other)}`,
        });
    }
    return Object.fromEntries(
      Object.entries(requirement).map(([name, scopes]) => [renamed.get(name) ?? name, scopes]),
    );
  });
}

/** Returns the only declared name that differs from a name in case only. */
function declaredName(name: string, declared: JsonObject): string | undefined {
  const same = Object.keys(declared).filter((each) => each.toLowerCase() === name.toLowerCase());
  return same.length === 1 ? same[0] : undefined;
}
