import { deserializeParameter } from './deserialize-parameter.ts';
import { splitPairs } from './encoded-pairs.ts';
import { flattenSchema } from './flat-schema.ts';
import { isXml } from './media-range.ts';
import { decodeQueryName, MalformedValueError } from './percent-encoding.ts';
import type { EncodedParameters } from './deserialize-parameter.ts';
import type { EncodedPair } from './encoded-pairs.ts';
import type { SchemaValidator } from './schema-validator.ts';
import type { ValidationError } from './validation-error.ts';
import type { Operation, Parameter } from '../model/api-model.ts';
import type { Json } from '../json/value.ts';

/** The parts of a request that hold parameters, as they were sent. */
export interface ParameterSource {
  /** Path parameters by name, still encoded. */
  path: ReadonlyMap<string, string>;
  /** The query string without its question mark. */
  query: string;
  /** Header fields by name in lower case. */
  headers: Record<string, string>;
}

/**
 * Deserializes every parameter by its style and validates it (OpenAPI 3.1 §4.8.12). Reports undeclared query
 * parameters, except for `ignored`: the names of those that security schemes use, or `all`.
 */
export function validateParameters(
  operation: Operation,
  { path, query: queryText, headers }: ParameterSource,
  ignored: Set<string> | 'all',
  validator: SchemaValidator,
): ValidationError[] {
  const query = splitPairs(queryText, '&');
  const cookies = splitPairs(headers['cookie'] ?? '', ';');
  const consumed = new Set<string>(ignored === 'all' ? [] : ignored);
  const errors = operation.parameters.flatMap((parameter) => {
    const available = query.filter(isAvailableTo(operation, parameter));
    return validateParameter(parameter, { path, query: available, headers, cookies }, consumed, validator);
  });
  if (ignored === 'all' || operation.parameters.some(({ in: location }) => location === 'querystring'))
    return errors;
  return [...errors, ...reportUndeclared(operation, query, consumed)];
}

function validateParameter(
  parameter: Parameter,
  request: EncodedParameters,
  consumed: Set<string>,
  validator: SchemaValidator,
): ValidationError[] {
  const { name, in: location, schema, required } = parameter;
  const pointer = `${parameter.pointer}/schema`;
  const flat = flattenSchema(validator.normalize(schema, pointer, 'request'));
  try {
    const value = deserializeParameter(parameter, flat, request, consumed);
    if (value === undefined) return required ? [{ pointer: name, detail: `is required in ${location}` }] : [];
    if (isXmlText(parameter, value)) return [];
    const errors = validator.compile(schema, pointer, 'request')(value);
    return errors.map((error) => ({ ...error, pointer: `${name}${error.pointer}` }));
  } catch (error) {
    if (error instanceof MalformedValueError) return [{ pointer: name, detail: error.message }];
    throw error;
  }
}

function isXmlText({ serialization }: Parameter, value: Json): boolean {
  return serialization.kind === 'content' && isXml(serialization.mediaType) && typeof value === 'string';
}

/** Selects the pairs that no other query parameter is named after: an exploded object can have any other name. */
function isAvailableTo(operation: Operation, parameter: Parameter): (pair: EncodedPair) => boolean {
  const others = new Set(
    operation.parameters
      .filter((other) => other.in === 'query' && other !== parameter)
      .map(({ name }) => name),
  );
  return ([name]) => !others.has(decodeQueryName(name));
}

function reportUndeclared(
  operation: Operation,
  query: EncodedPair[],
  consumed: Set<string>,
): ValidationError[] {
  const pathQuery = operation.path.split('?')[1]?.split('&') ?? [];
  const fixed = new Set(pathQuery.map((pair) => pair.split('=')[0]));
  const undeclared = new Set(
    query.map(([name]) => decodeQueryName(name)).filter((name) => !consumed.has(name) && !fixed.has(name)),
  );
  return [...undeclared].map((name) => ({
    pointer: name,
    detail: 'is not a query parameter of this operation',
  }));
}
