import { essence, isJson } from '../http/media-type.ts';
import { deserializeForm } from './deserialize-form.ts';
import { validateFormData } from './validate-form-data.ts';
import { deserializeText, tryParseJson } from './deserialize-text.ts';
import { flattenSchema, structureOf } from './flat-schema.ts';
import { coversMediaType, isXml } from './media-range.ts';
import { parseMultipart } from './parse-multipart.ts';
import { MalformedValueError } from './percent-encoding.ts';
import type { FlatSchema } from './flat-schema.ts';
import type { SchemaValidator } from './schema-validator.ts';
import type { ValidationError } from './validation-error.ts';
import type { MediaType, Operation } from '../model/api-model.ts';
import type { Json } from '../json/value.ts';

/** The result of reading a request body. */
export interface BodyValidation {
  /** Status for a response if there are errors: 415 for an undeclared media type, else 400. */
  status: 400 | 415;
  errors: ValidationError[];
  /** Absent for a body that is not read: none, XML, or multipart other than form data. */
  value?: Json;
}

/** Deserializes a request body by its media type and validates it (OpenAPI 3.1 §4.8.13). */
export function validateBody(
  { body }: Operation,
  contentType: string | undefined,
  data: Buffer,
  validator: SchemaValidator,
): BodyValidation {
  if (data.length === 0 && contentType === undefined)
    return body?.required === true ? invalid('a body is required') : { status: 400, errors: [] };
  if (body === undefined)
    return data.length === 0 ? { status: 400, errors: [] } : invalid('this operation has no request body');
  const media = body.content.find(({ mediaType }) => coversMediaType(mediaType, contentType ?? ''));
  if (media === undefined) {
    const types = body.content.map(({ mediaType }) => mediaType).join(', ');
    return { ...invalid(`Content-Type must be ${types}, not ${contentType ?? 'absent'}`), status: 415 };
  }
  try {
    return validateMedia(media, contentType ?? '', data, validator);
  } catch (error) {
    if (error instanceof MalformedValueError) return invalid(error.message);
    throw error;
  }
}

function invalid(detail: string): BodyValidation {
  return { status: 400, errors: [{ pointer: '', detail }] };
}

function validateMedia(
  media: MediaType,
  contentType: string,
  data: Buffer,
  validator: SchemaValidator,
): BodyValidation {
  const type = essence(contentType);
  const pointer = `${media.pointer}/schema`;
  const validate = validator.compile(media.schema, pointer, 'request');
  const schema = flattenSchema(validator.normalize(media.schema, pointer, 'request'));
  const validated = (value: Json): BodyValidation => ({ status: 400, errors: validate(value), value });
  if (isJson(type)) {
    const text = data.toString('utf8');
    const single = tryParseJson(text);
    const value = single === undefined ? parseJsonLines(text, schema) : single;
    return value === undefined ? invalid('is not JSON') : validated(value);
  }
  if (type === 'application/x-www-form-urlencoded')
    return validated(deserializeForm(data.toString('utf8'), media, schema));
  if (type.startsWith('multipart/')) {
    const parts = parseMultipart(contentType, data);
    if (typeof parts === 'string') return invalid(parts);
    if (type !== 'multipart/form-data') return { status: 400, errors: [] };
    return { status: 400, ...validateFormData(parts, media, schema, validate) };
  }
  if (structureOf(schema) !== 'text' || isXml(type)) {
    if (isXml(type) && !/^\s*</.test(data.toString('utf8'))) return invalid('is not XML');
    return { status: 400, errors: [] };
  }
  // In latin1 a byte is a character, so that length limits apply to bytes.
  return validated(
    type.startsWith('text/') ? deserializeText(data.toString('utf8'), schema) : data.toString('latin1'),
  );
}

/** Returns an array from JSON texts on separate lines, which some APIs also declare as JSON. */
function parseJsonLines(text: string, schema: FlatSchema): Json | undefined {
  if (structureOf(schema) !== 'array') return undefined;
  const lines = text.trimEnd().split('\n').map(tryParseJson);
  const values = lines.filter((value) => value !== undefined);
  return values.length === lines.length ? values : undefined;
}
