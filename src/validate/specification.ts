import { messageOf } from '../errors.ts';
import {
  escapeSegment,
  formatPointer,
  parsePointer,
  parseReference,
  resolveReference,
  valueAt,
} from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Something that breaks the specification. */
export interface Violation {
  pointer: string;
  message: string;
}

/** An error of Ajv, as far as it is of use here. */
interface SchemaError {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
}

/** Says that one of several schemas was missed; another error says how. */
const summaries = new Set(['oneOf', 'anyOf', 'if', 'not', '$ref']);

/** What the official schemas and rules of its version refuse; `undefined` for versions that have none yet. */
export async function findViolations(document: JsonObject): Promise<Violation[] | undefined> {
  const version = document['openapi'];
  if (typeof version === 'string' && !/^3\.[01](?:\.|$)/.test(version)) return undefined;
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser');
  const checked = structuredClone(document);
  dropDangling(checked, checked);
  try {
    // References to other documents were bundled before, by our own policy.
    await SwaggerParser.validate(checked as never, {
      resolve: { external: false },
      ...(expandedSize(checked) > mostExpanded ? asWritten : {}),
    });
    return [];
  } catch (error) {
    const details = error instanceof Error && 'details' in error ? error.details : undefined;
    if (Array.isArray(details)) return readErrors(document, details.filter(isSchemaError));
    const message = messageOf(error)
      .trim()
      .replace(/^Validation failed\.\s*/, '');
    return [{ pointer: pointerIn(message), message }];
  }
}

/** The validator looks at a schema once for each reference that leads to it: with more values it would take for ever. */
const mostExpanded = 4_000_000;

/** References are lawful where they stand; the rules beyond the schema are of Swagger 2.0, and read what they lead to. */
const asWritten = { dereference: { excludedPathMatcher: () => true }, validate: { spec: false } };

/** How many values a document has with each reference in place of what it names, rings followed once. */
function expandedSize(document: JsonObject): number {
  const known = new Map<Json, number>();

  function count(node: Json): number {
    if (typeof node !== 'object' || node === null) return 1;
    const earlier = known.get(node);
    if (earlier !== undefined) return earlier;
    known.set(node, 1);
    const reference = isJsonObject(node) ? node['$ref'] : undefined;
    const named = typeof reference === 'string' ? resolveReference(document, reference) : undefined;
    let size = 1 + (named === undefined ? 0 : count(named));
    for (const child of Object.values(node)) size += count(child);
    known.set(node, size);
    return size;
  }

  return count(document);
}

function isSchemaError(error: unknown): error is SchemaError {
  return typeof error === 'object' && error !== null && 'instancePath' in error && 'keyword' in error;
}

/** The validator stops at the first reference to nothing; those are findings of our own. */
function dropDangling(root: JsonObject, node: Json): void {
  if (typeof node !== 'object' || node === null) return;
  if (
    isJsonObject(node) &&
    typeof node['$ref'] === 'string' &&
    resolveReference(root, node['$ref']) === undefined
  )
    delete node['$ref'];
  for (const child of Object.values(node)) dropDangling(root, child);
}

function readErrors(document: JsonObject, errors: SchemaError[]): Violation[] {
  const real = errors.filter((error) => !isOfTheSchema(error));
  if (real.length === 0) return [];
  const places = new Set(real.map(({ instancePath }) => instancePath));
  const unions = new Set(
    real.filter(({ keyword }) => summaries.has(keyword)).map(({ instancePath }) => instancePath),
  );
  const precise = real.filter(
    ({ keyword, instancePath, params }) =>
      !summaries.has(keyword) &&
      params['missingProperty'] !== '$ref' &&
      !isOvershadowed(instancePath, places, unions),
  );
  const found = new Map<string, Violation>();
  for (const error of precise.length > 0 ? precise : real) {
    const violation = { pointer: definedAt(document, error.instancePath), message: describe(error) };
    found.set(`${violation.pointer} ${violation.message}`, violation);
  }
  return [...found.values()];
}

/** Where several schemas were tried, the one that came farthest was meant: the others fail at once. */
function isOvershadowed(path: string, places: Set<string>, unions: Set<string>): boolean {
  const union = [path, path.slice(0, path.lastIndexOf('/'))].find((place) => unions.has(place));
  if (union === undefined) return false;
  const depth = union.split('/').length + 1;
  return [...places].some((place) => place.startsWith(`${union}/`) && place.split('/').length > depth);
}

/** The same place without going through references, so that what is used often is said once. */
export function definedAt(document: JsonObject, pointer: string): string {
  let path: string[] = [];
  let node: Json | undefined = document;
  for (const segment of parsePointer(pointer) ?? []) {
    for (let hop = 0; hop < 10 && isJsonObject(node) && typeof node['$ref'] === 'string'; hop++) {
      const next = parseReference(node['$ref']);
      const value: Json | undefined = next && valueAt(document, next);
      if (next === undefined || value === undefined) return pointer;
      [path, node] = [next, value];
    }
    path = [...path, segment];
    node = node === undefined ? undefined : valueAt(node, [segment]);
  }
  return formatPointer(path);
}

/** The 3.1 schema of the validator has a typo: it takes `descriptions` of a server variable, and no `description`. */
function isOfTheSchema({ instancePath, params }: SchemaError): boolean {
  return (
    params['unevaluatedProperty'] === 'description' && /\/servers\/\d+\/variables\/[^/]+$/.test(instancePath)
  );
}

function describe({ message = 'is not valid', params }: SchemaError): string {
  const name = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const allowed = params['allowedValues'];
  if (typeof name === 'string') return `must not have the property ${name}`;
  return Array.isArray(allowed) ? `${message}: ${allowed.join(', ')}` : message;
}

/** The rules beyond the schema name their place in words: `/paths/pets/get has …`. */
function pointerIn(message: string): string {
  const [, path = ''] =
    /(\/(?:paths|definitions|components|parameters)\/\S+?)(?=[\s.,]|$)/.exec(message) ?? [];
  const [, root, rest = ''] = /^\/(\w+)\/(.*)$/.exec(path) ?? [];
  if (root !== 'paths') return path;
  const [, route = '', method] =
    /^(.*?)(?:\/(get|put|post|delete|options|head|patch|trace))?$/.exec(rest) ?? [];
  const segment = escapeSegment(route.startsWith('/') ? route : `/${route}`);
  return `/paths/${segment}${method === undefined ? '' : `/${method}`}`;
}
