import { nearestName } from './nearest-name.ts';
import { allowedValues, formatGiven, formatList, joinPath, maximumValues, pathOf } from './error-text.ts';
import { unionCapabilities } from './union-capabilities.ts';
import { asJsonObject } from '../json/narrow.ts';
import { echo } from '../json/echo.ts';
import { inPlaceSchemas } from './in-place-schemas.ts';
import { childPointer } from '../json/pointer.ts';
import { truncate } from '../json/truncate.ts';
import type { Subject } from './error-text.ts';
import type { ErrorNode, Resolve } from './union-capability-types.ts';
import type { ValueCheck } from './value-checker.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

const maximumErrors = 20;
const maximumLineLength = 1_000;

/**
 * Returns each error of the arguments as a sentence for a model: the argument, the expected value, and the given one, in
 * which `hide` replaces what no caller may see.
 */
export function explainArguments(
  errors: ErrorObject[],
  { schema, definitions }: { schema: JsonSchema; definitions: Record<string, JsonSchema> },
  args: JsonObject,
  hide?: (text: string) => string,
): string[] {
  return explainErrors(errors, definitions, {
    root: '',
    value: args,
    hide,
    unknownName: (error, place, name) => unknownArgument(error, place, name, { schema, definitions }, args),
  });
}

/** Returns each error of a response as a sentence. In paths, `$` is the whole value. */
export function explainResponse(
  errors: ErrorObject[],
  definitions: Record<string, JsonSchema>,
  value: Json,
): string[] {
  return explainErrors(errors, definitions, {
    root: '$',
    value,
    unknownName: (_error, place, name) => `${joinPath(place, name)}: is not declared`,
  });
}

/** Returns a note for each place where arguments were accepted although they do not fit exactly. */
export function explainAccepted(
  { overlaps, localTimes }: Pick<ValueCheck, 'overlaps' | 'localTimes'>,
  args: JsonObject,
): string[] {
  const subject: Subject = { root: '', value: args, unknownName: () => '' };
  const times = new Set(localTimes);
  const pointersTo = (format: string): string[] =>
    times.size === 0
      ? []
      : placesOf(args, '', (value) => times.has(String(value)) && timeFormat(String(value)) === format);
  const notes = [
    ...overlaps.map(({ instancePath }) => `${pathOf(instancePath, subject)} fits several branches of oneOf`),
    ...['date-time', 'time'].flatMap((format) =>
      pointersTo(format).map((pointer) => `${pathOf(pointer, subject)} is a ${format} without a UTC offset`),
    ),
  ];
  return [...new Set(notes)].slice(0, maximumErrors);
}

function timeFormat(time: string): 'date-time' | 'time' {
  return /^\d{4}-/.test(time) ? 'date-time' : 'time';
}

/** Returns the pointers to the scalars of a value that pass a test. */
function placesOf(value: Json, pointer: string, test: (value: Json) => boolean): string[] {
  if (typeof value !== 'object' || value === null) return test(value) ? [pointer] : [];
  return Object.entries(value).flatMap(([key, item]) => placesOf(item, childPointer(pointer, key), test));
}

function explainErrors(
  errors: ErrorObject[],
  definitions: Record<string, JsonSchema>,
  subject: Subject,
): string[] {
  // An error of `if` only repeats others.
  const telling = errors.length > 1 ? errors.filter(({ keyword }) => keyword !== 'if') : errors;
  const resolve: Resolve = (reference) => definitions[reference.slice('#/$defs/'.length)];
  const tree =
    unionCapabilities.errorTree?.(telling, resolve) ??
    telling.map((error): ErrorNode => ({ error, alternatives: [] }));
  const lines = [...new Set(tree.map((node) => truncate(explainError(node, subject), maximumLineLength)))];
  const more = lines.length - maximumErrors;
  return more > 0 ? [...lines.slice(0, maximumErrors), `and ${more} more`] : lines;
}

function explainError(node: ErrorNode, subject: Subject): string {
  const { error } = node;
  const place = pathOf(error.instancePath, subject);
  const params = error.params as JsonObject;
  switch (error.keyword) {
    case 'required':
      return `${joinPath(place, String(params['missingProperty']))}: is required${expectedType(error)}`;
    case 'dependentRequired':
      return `${joinPath(place, String(params['missingProperty']))}: is required with ${String(params['property'])}`;
    case 'not':
      return isEmpty(error.schema)
        ? `${place}: is not allowed, got ${formatGiven(error, subject)}`
        : explainOther(error, place, subject);
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return subject.unknownName(
        error,
        place,
        String(params['additionalProperty'] ?? params['unevaluatedProperty']),
      );
    case 'type':
      return `${place}: must be ${formatList([params['type'] ?? ''].flat())}, got ${formatGiven(error, subject)}`;
    case 'enum':
      return `${place}: must be one of ${formatList(allowedValues(error), true)}, got ${formatGiven(error, subject)}`;
    case 'const':
      return `${place}: must be ${formatList(allowedValues(error), true)}, got ${formatGiven(error, subject)}`;
    case 'format':
      return `${place}: must be ${withArticle(String(params['format']))}, got ${formatGiven(error, subject)}`;
    case 'anyOf':
    case 'oneOf':
      return (
        unionCapabilities.explainUnion?.(node, subject, (inner) => explainError(inner, subject)) ??
        explainOther(error, place, subject)
      );
    default:
      return explainOther(error, place, subject);
  }
}

/** Returns the name of a format with its article. The u of `uri` and `uuid` is no vowel. */
function withArticle(format: string): string {
  return `${/^[aeio]/.test(format) ? 'an' : 'a'} ${format}`;
}

function explainOther(error: ErrorObject, place: string, subject: Subject): string {
  return `${place}: ${error.message ?? 'is wrong'}, got ${formatGiven(error, subject)}`;
}

/** Returns true for a schema that every value fits, whose negation no value fits. */
function isEmpty(schema: unknown): boolean {
  return Object.keys(asJsonObject(schema) ?? { not: true }).length === 0;
}

function unknownArgument(
  error: ErrorObject,
  place: string,
  name: string,
  { schema, definitions }: { schema: JsonSchema; definitions: Record<string, JsonSchema> },
  args: JsonObject,
): string {
  const shown = echo(name);
  const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as JsonObject);
  if (error.instancePath !== '') {
    const isComplete = error.keyword === 'additionalProperties' && known.length > 0;
    const names = isComplete ? `; the properties are ${listNames(known)}` : '';
    return `${joinPath(place, shown)}: is not known${suggestion(name, known) || names}`;
  }
  if (bodyHas(schema, definitions, name) && !(Object.hasOwn(args, 'body') && known.includes(name)))
    return `${shown}: is not an argument; did you mean body.${shown}?`;
  const hint = suggestion(name, known) || `; the arguments are ${known.join(', ') || 'none'}`;
  return `${shown}: is not an argument${hint}`;
}

/** Returns true if the body, or a schema that it refers to or is composed of, has a property. */
function bodyHas(schema: JsonSchema, definitions: Record<string, JsonSchema>, name: string): boolean {
  const body = asJsonObject(asJsonObject(schema['properties'])?.['body']);
  return inPlaceSchemas(body === undefined ? [] : [body], definitions).some(({ properties }) =>
    Object.hasOwn(asJsonObject(properties) ?? {}, name),
  );
}

function listNames(names: string[]): string {
  return [...names.slice(0, maximumValues), ...(names.length > maximumValues ? ['…'] : [])].join(', ');
}

function suggestion(name: string, known: string[]): string {
  const close = nearestName(name, known);
  return close === undefined ? '' : `; did you mean ${close}?`;
}

/** Returns the type of a missing property, in brackets. */
function expectedType(error: ErrorObject): string {
  const properties = (error.parentSchema?.['properties'] ?? {}) as Record<string, JsonSchema>;
  const schema = properties[String((error.params as JsonObject)['missingProperty'])];
  const type = schema?.['type'];
  return type === undefined ? '' : ` (${formatList([type].flat())})`;
}
