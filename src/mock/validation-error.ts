import { childPointer } from '../json/pointer.ts';
import type { JsonObject } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

/** An error in a request or response. In a problem response it is a member of `errors` (RFC 9457 §3). */
export interface ValidationError {
  /** JSON pointer into the body, or the name of a parameter. */
  pointer: string;
  detail: string;
}

/** Returns the distinct errors that Ajv found. A failed union is one error, since the intended branch is unknown. */
export function toValidationErrors(errors: ErrorObject[]): ValidationError[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const reported = errors
    .filter(({ keyword }) => keyword !== 'if')
    .filter(
      (error) =>
        !unions.some((union) => error !== union && error.schemaPath.startsWith(`${union.schemaPath}/`)),
    )
    .map(toValidationError);
  return [...new Map(reported.map((error) => [`${error.pointer} ${error.detail}`, error])).values()];
}

function toValidationError({ keyword, instancePath, params, message }: ErrorObject): ValidationError {
  const details = params as JsonObject;
  switch (keyword) {
    case 'required':
      return {
        pointer: childPointer(instancePath, String(details['missingProperty'])),
        detail: 'is required',
      };
    case 'additionalProperties':
      return {
        pointer: childPointer(instancePath, String(details['additionalProperty'])),
        detail: 'is not known',
      };
    case 'enum':
      return { pointer: instancePath, detail: `must be one of ${JSON.stringify(details['allowedValues'])}` };
    case 'const':
      return { pointer: instancePath, detail: `must be ${JSON.stringify(details['allowedValue'])}` };
    default:
      return { pointer: instancePath, detail: message ?? 'is wrong' };
  }
}
