import { messageOf } from '../errors.ts';
import { formatPointer, resolveReference, valueAt } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import { isSchemaError, readSchemaErrors } from './schema-violations.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { Violation } from './schema-violations.ts';

/**
 * Returns what breaks the official schema and rules of the document's OpenAPI version. Returns undefined for a version that
 * has none yet. External documents must be bundled before.
 */
export async function checkSpecification(document: JsonObject): Promise<Violation[] | undefined> {
  const version = document['openapi'];
  if (typeof version === 'string' && !/^3\.[01](?:\.|$)/.test(version)) return undefined;
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser');
  const checked = structuredClone(document);
  dropDanglingReferences(checked, checked);
  try {
    await SwaggerParser.validate(checked as never, {
      resolve: { external: false },
      ...(dereferencedSize(checked) > dereferenceLimit ? withoutDereferencing : {}),
    });
    return [];
  } catch (error) {
    const details = error instanceof Error && 'details' in error ? error.details : undefined;
    if (Array.isArray(details)) return readSchemaErrors(document, details.filter(isSchemaError));
    const message = messageOf(error)
      .trim()
      .replace(/^Validation failed\.\s*/, '');
    return [{ pointer: pointerIn(message, document), message }];
  }
}

/** The most values of a dereferenced document. The validator checks a schema once for each reference to it. */
const dereferenceLimit = 4_000_000;

/** The options for a larger document. The rules beyond the schema need dereferenced objects, and exist for Swagger 2.0 only. */
const withoutDereferencing = { dereference: { excludedPathMatcher: () => true }, validate: { spec: false } };

/** Returns the number of values of a document with each reference replaced by its target. A cycle is followed once. */
function dereferencedSize(document: JsonObject): number {
  const sizes = new Map<Json, number>();

  function count(node: Json): number {
    if (typeof node !== 'object' || node === null) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    sizes.set(node, 1);
    const reference = isJsonObject(node) ? node['$ref'] : undefined;
    const target = typeof reference === 'string' ? resolveReference(document, reference) : undefined;
    let size = 1 + (target === undefined ? 0 : count(target));
    for (const child of Object.values(node)) size += count(child);
    sizes.set(node, size);
    return size;
  }

  return count(document);
}

/** Deletes references without a target: the validator would stop at the first, and loading reports all of them. */
function dropDanglingReferences(root: JsonObject, node: Json): void {
  if (typeof node !== 'object' || node === null) return;
  if (
    isJsonObject(node) &&
    typeof node['$ref'] === 'string' &&
    resolveReference(root, node['$ref']) === undefined
  )
    delete node['$ref'];
  for (const child of Object.values(node)) dropDanglingReferences(root, child);
}

/** Returns the JSON pointer in a message of the rules beyond the schema, which has no escapes: `/paths/pets/get has …`. */
function pointerIn(message: string, document: JsonObject): string {
  const [, pointer = ''] =
    /(\/(?:paths|definitions|components|parameters)\/\S+?)(?=[\s.,]|$)/.exec(message) ?? [];
  if (!pointer.startsWith('/paths/')) return pointer;
  const rest = pointer.slice('/paths'.length).replace(/^\/+/, '/');
  for (let end = rest.length; end > 0; end = rest.lastIndexOf('/', end - 1)) {
    const path = ['paths', rest.slice(0, end)];
    if (valueAt(document, path) !== undefined) return formatPointer(path) + rest.slice(end);
  }
  return '/paths';
}
