import { definitionPointer } from './definition-pointer.ts';
import type { JsonObject } from '../json/value.ts';

/** A violation of the specification. */
export interface Violation {
  pointer: string;
  message: string;
}

/** The properties of an Ajv error that are read here. */
interface SchemaError {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
}

/** Keywords whose errors say only that no subschema matched. Another error has the reason. */
const summaryKeywords = new Set(['oneOf', 'anyOf', 'if', 'not', '$ref']);

/** Returns true for an error of Ajv. */
export function isSchemaError(error: unknown): error is SchemaError {
  return typeof error === 'object' && error !== null && 'instancePath' in error && 'keyword' in error;
}

/** Converts errors of Ajv to violations, without duplicates. */
export function readSchemaErrors(document: JsonObject, errors: SchemaError[]): Violation[] {
  const relevant = errors.filter((error) => !isSchemaTypo(error));
  const paths = new Set(relevant.map(({ instancePath }) => instancePath));
  const unions = new Set(
    relevant.filter(({ keyword }) => summaryKeywords.has(keyword)).map(({ instancePath }) => instancePath),
  );
  const precise = relevant.filter(
    ({ keyword, instancePath, params }) =>
      !summaryKeywords.has(keyword) &&
      params['missingProperty'] !== '$ref' &&
      !isFromOtherAlternative(instancePath, paths, unions),
  );
  const violations = new Map<string, Violation>();
  for (const error of precise.length > 0 ? precise : relevant) {
    const pointer = definitionPointer(document, error.instancePath);
    const violation = { pointer, message: formatError(error) };
    violations.set(`${pointer} ${violation.message}`, violation);
  }
  return [...violations.values()];
}

/**
 * Returns true for an error of an alternative that was not meant. If there are several alternatives, the author meant the one whose
 * errors are deepest, because the others fail early.
 */
function isFromOtherAlternative(path: string, paths: Set<string>, unions: Set<string>): boolean {
  const union = [path, path.slice(0, path.lastIndexOf('/'))].find((each) => unions.has(each));
  if (union === undefined) return false;
  const depth = union.split('/').length + 1;
  return [...paths].some((each) => each.startsWith(`${union}/`) && each.split('/').length > depth);
}

/**
 * Returns true for an error that a typo in the validator's 3.1 schema causes: a server variable has `descriptions` there
 * instead of `description`.
 */
function isSchemaTypo({ instancePath, params }: SchemaError): boolean {
  return (
    params['unevaluatedProperty'] === 'description' && /\/servers\/\d+\/variables\/[^/]+$/.test(instancePath)
  );
}

function formatError({ message = 'is not valid', params }: SchemaError): string {
  const name = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const allowed = params['allowedValues'];
  if (typeof name === 'string') return `must not have the property ${name}`;
  return Array.isArray(allowed) ? `${message}: ${allowed.join(', ')}` : message;
}
