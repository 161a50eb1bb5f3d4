import { nearestName } from './nearest-name.ts';
import { errorTree } from './error-tree.ts';
import { asArray, asJsonObject } from '../json/narrow.ts';
import { schemaCapabilities } from './capabilities.ts';
import { echo } from '../json/echo.ts';
import { inPlaceSchemas } from './in-place-schemas.ts';
import { childPointer, parsePointer } from '../json/pointer.ts';
import { truncate } from '../json/truncate.ts';
import type { ErrorNode } from './error-tree.ts';
import type { ValueCheck } from './value-checker.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

const maximumErrors = 20;
const maximumValues = 20;
const maximumLineLength = 1_000;

/** The value that was validated. */
interface Subject {
  /** The beginning of all paths. It is empty for arguments, whose paths begin with their names. */
  root: '' | '$';
  value: Json;
  /** Hides parts of the texts of values. */
  hide?: ((text: string) => string) | undefined;
  unknownName(error: ErrorObject, place: string, name: string): string;
}

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
  const tree = errorTree(errors, (reference) => definitions[reference.slice('#/$defs/'.length)]);
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
        : `${place}: ${error.message ?? 'is wrong'}, got ${formatGiven(error, subject)}`;
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
      return explainUnion(node, place, subject);
    default:
      return `${place}: ${error.message ?? 'is wrong'}, got ${formatGiven(error, subject)}`;
  }
}

/** Returns the name of a format with its article. The u of `uri` and `uuid` is no vowel. */
function withArticle(format: string): string {
  return `${/^[aeio]/.test(format) ? 'an' : 'a'} ${format}`;
}

/** Returns the values that an error of `enum` or `const` asks for. Integers beyond 2^53 are text. */
function allowedValues({ params, parentSchema = {} }: ErrorObject): Json[] {
  const { allowedValue, allowedValues: allowed = [allowedValue] } = params as Record<string, Json>;
  return schemaCapabilities.exactIntegers?.exactValues(parentSchema) ?? asArray(allowed) ?? [];
}

/** Returns true for a schema that every value fits, whose negation no value fits. */
function isEmpty(schema: unknown): boolean {
  return Object.keys(asJsonObject(schema) ?? { not: true }).length === 0;
}

/** Returns the error of `anyOf` or `oneOf`, with the errors of each alternative that the value could be meant for. */
function explainUnion({ error, alternatives }: ErrorNode, place: string, subject: Subject): string {
  const isMeant = (nodes: ErrorNode[]): boolean => !nodes.some((node) => isOfOtherKind(node, error));
  const meant = alternatives.filter(isMeant);
  const kinds = alternatives.length > 1 && meant.length === 0 ? allowedKinds(alternatives, error) : undefined;
  if (kinds !== undefined) return explainError(kinds, subject);
  const missing = alternatives.length > 1 ? missingKind(alternatives, error) : undefined;
  if (missing !== undefined)
    return `${joinPath(place, missing.name)}: is required, one of ${formatList(missing.values, true)}`;
  const shown = meant.length === 0 ? alternatives : meant;
  const reasons = shown.slice(0, maximumValues).map((nodes) =>
    nodes
      .slice(0, maximumErrors)
      .map((node) => explainError(node, subject))
      .join('; '),
  );
  const distinct = [...new Set(reasons)];
  if (distinct.length === 1 && alternatives.length > 1) return distinct.join();
  return reasons.length === 0
    ? `${place}: fits no alternative, got ${formatGiven(error, subject)}`
    : `${place}: fits no alternative: ${distinct.slice(0, 4).join(' — or — ')}`;
}

/** Returns true for a property of an object that has none of the values that an alternative is told by. */
function isOfOtherKind({ error }: ErrorNode, union: ErrorNode['error']): boolean {
  return (
    (error.keyword === 'const' || error.keyword === 'enum') &&
    error.instancePath.lastIndexOf('/') === union.instancePath.length
  );
}

/** Returns one error for a property whose value is that of no alternative. */
function allowedKinds(alternatives: ErrorNode[][], union: ErrorNode['error']): ErrorNode | undefined {
  const found = alternatives.map((nodes) => nodes.find((node) => isOfOtherKind(node, union)));
  const errors = found.flatMap((node) => (node === undefined ? [] : [node.error]));
  const [first] = errors;
  if (first === undefined || errors.some(({ instancePath }) => instancePath !== first.instancePath))
    return undefined;
  const values = new Set(errors.flatMap(allowedValues));
  const params = { allowedValues: [...values] };
  return { error: { ...first, keyword: 'enum', params, parentSchema: {} }, alternatives: [] };
}

/** Returns the property that tells the alternatives apart, with its values, if an object lacks it. */
function missingKind(
  alternatives: ErrorNode[][],
  union: ErrorNode['error'],
): { name: string; values: Json[] } | undefined {
  const found = alternatives.map((nodes) =>
    nodes.flatMap(({ error }) => (error.instancePath === union.instancePath ? missingValues(error) : [])),
  );
  const name = found[0]?.[0]?.name;
  const ofName = found.map((each) => each.filter((one) => one.name === name));
  if (name === undefined || ofName.some((each) => each.length === 0)) return undefined;
  return { name, values: [...new Set(ofName.flat().flatMap(({ values }) => values))] };
}

function missingValues({ keyword, params, parentSchema }: ErrorObject): { name: string; values: Json[] }[] {
  if (keyword !== 'required') return [];
  const name = String((params as JsonObject)['missingProperty']);
  const schema = asJsonObject(asJsonObject(parentSchema?.['properties'])?.[name]);
  const values = asArray(schema?.['enum']) ?? (schema?.['const'] === undefined ? [] : [schema['const']]);
  return values.length === 0 ? [] : [{ name, values }];
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

/** Returns an instance path as a readable path: `/body/tags/0` becomes `body.tags[0]`. */
function pathOf(instancePath: string, { root, value }: Subject): string {
  let path: string = root;
  let node: Json | undefined = value;
  for (const segment of parsePointer(instancePath) ?? []) {
    path = Array.isArray(node) ? `${path}[${segment}]` : joinPath(path, segment);
    node = typeof node === 'object' && node !== null ? (node as JsonObject)[segment] : undefined;
  }
  return path;
}

function joinPath(path: string, name: string): string {
  if (path === '') return name;
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

/** Returns the type of a missing property, in brackets. */
function expectedType(error: ErrorObject): string {
  const properties = (error.parentSchema?.['properties'] ?? {}) as Record<string, JsonSchema>;
  const schema = properties[String((error.params as JsonObject)['missingProperty'])];
  const type = schema?.['type'];
  return type === undefined ? '' : ` (${formatList([type].flat())})`;
}

function formatList(values: Json[], quoted = false): string {
  const texts = values
    .slice(0, maximumValues)
    .map((value) => (quoted ? JSON.stringify(value) : String(value)));
  if (values.length > maximumValues) texts.push('…');
  return texts.join(quoted ? ', ' : ' or ');
}

/** Returns the value that an error is about, with all of its digits. */
function formatGiven({ data, instancePath }: ErrorObject, { value, hide = (text) => text }: Subject): string {
  const exact = schemaCapabilities.exactIntegers?.textAt(value, parsePointer(instancePath) ?? []);
  return truncate(hide(exact ?? JSON.stringify(data) ?? 'nothing'), 80);
}
