import type { Json, JsonObject, JsonSchema } from './types.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

const shownErrors = 20;
const shownValues = 20;

/** Says each error as a model can act on it: which argument, what it is, what would be right. */
export function explainErrors(errors: ErrorObject[], schema: JsonSchema, args: JsonObject): string[] {
  const lines = [...new Set(topmost(errors).map((error) => explain(error, errors, schema, args)))];
  const more = lines.length - shownErrors;
  return more > 0 ? [...lines.slice(0, shownErrors), `and ${more} more`] : lines;
}

/** An error of a union covers those of its branches, `if` and `propertyNames` those beneath them. */
function topmost(errors: ErrorObject[]): ErrorObject[] {
  const covering = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const visible = errors.filter(
    (error) =>
      error.keyword !== 'if' && !covering.some((union) => union !== error && isBranchError(error, union)),
  );
  return visible.length > 0 ? visible : errors;
}

function isBranchError(error: ErrorObject, union: ErrorObject): boolean {
  return (
    error.schemaPath.startsWith(`${union.schemaPath}/`) && error.instancePath.startsWith(union.instancePath)
  );
}

function explain(error: ErrorObject, all: ErrorObject[], schema: JsonSchema, args: JsonObject): string {
  const place = argumentPath(error.instancePath);
  const params = error.params as JsonObject;
  switch (error.keyword) {
    case 'required':
      return `${joinPath(place, String(params['missingProperty']))}: is required${expected(error)}`;
    case 'additionalProperties':
      return unknownName(error, place, String(params['additionalProperty']), schema, args);
    case 'type':
      return `${place}: must be ${listed([params['type'] ?? ''].flat())}, got ${shown(error.data)}`;
    case 'enum':
      return `${place}: must be one of ${listed((params['allowedValues'] ?? []) as Json[], true)}, got ${shown(error.data)}`;
    case 'const':
      return `${place}: must be ${JSON.stringify(params['allowedValue'])}, got ${shown(error.data)}`;
    case 'format':
      return `${place}: must be a ${String(params['format'])}, got ${shown(error.data)}`;
    case 'anyOf':
    case 'oneOf':
      return explainUnion(error, all, place, schema, args);
    default:
      return `${place}: ${error.message ?? 'is wrong'}, got ${shown(error.data)}`;
  }
}

/** `must match one of …`, with the alternative that came nearest where one can tell. */
function explainUnion(
  error: ErrorObject,
  all: ErrorObject[],
  place: string,
  schema: JsonSchema,
  args: JsonObject,
): string {
  if (error.keyword === 'oneOf' && Array.isArray((error.params as JsonObject)['passingSchemas']))
    return `${place}: fits more than one alternative, must fit exactly one`;
  const branches = new Map<string, ErrorObject[]>();
  for (const other of all) {
    if (other === error || !isBranchError(other, error)) continue;
    const branch = other.schemaPath.slice(error.schemaPath.length + 1).split('/')[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), other]);
  }
  const reasons = [...branches.values()].map((branch) =>
    topmost(branch)
      .map((other) => explain(other, branch, schema, args))
      .join('; '),
  );
  return reasons.length === 0
    ? `${place}: fits no alternative, got ${shown(error.data)}`
    : `${place}: fits no alternative: ${[...new Set(reasons)].slice(0, 4).join(' — or — ')}`;
}

function unknownName(
  error: ErrorObject,
  place: string,
  name: string,
  schema: JsonSchema,
  args: JsonObject,
): string {
  const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as JsonObject);
  if (error.instancePath !== '') return `${joinPath(place, name)}: is not known${nearest(name, known)}`;
  if (bodyHas(schema, name) && !(Object.hasOwn(args, 'body') && known.includes(name)))
    return `${name}: is not an argument; did you mean body.${name}?`;
  const hint = nearest(name, known) || `; the arguments are ${known.join(', ') || 'none'}`;
  return `${name}: is not an argument${hint}`;
}

function bodyHas(schema: JsonSchema, name: string): boolean {
  const body = ((schema['properties'] ?? {}) as JsonObject)['body'] as JsonSchema | undefined;
  const branches = [
    body,
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => (body?.[keyword] ?? []) as JsonSchema[]),
  ];
  return branches.some((branch) => Object.hasOwn((branch?.['properties'] ?? {}) as JsonObject, name));
}

function nearest(name: string, known: string[]): string {
  const close = known.filter((candidate) => distance(name.toLowerCase(), candidate.toLowerCase()) <= 2);
  return close[0] === undefined ? '' : `; did you mean ${close[0]}?`;
}

/** Levenshtein's edit distance. */
export function distance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, character] of [...one].entries()) {
    const current = [row + 1];
    for (const [column, compared] of [...other].entries())
      current.push(
        Math.min(
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (previous[column] ?? 0) + (character === compared ? 0 : 1),
        ),
      );
    previous = current;
  }
  return previous[other.length] ?? 0;
}

/** `/body/tags/0` is `body.tags[0]`. */
function argumentPath(instancePath: string): string {
  const segments = instancePath.split('/').slice(1);
  return segments
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (path, segment) =>
        /^\d+$/.test(segment) && path !== '' ? `${path}[${segment}]` : joinPath(path, segment),
      '',
    );
}

function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** What a missing argument would have to be. */
function expected(error: ErrorObject): string {
  const properties = (error.parentSchema?.['properties'] ?? {}) as Record<string, JsonSchema>;
  const schema = properties[String((error.params as JsonObject)['missingProperty'])];
  const type = schema?.['type'];
  return type === undefined ? '' : ` (${listed([type].flat())})`;
}

function listed(values: Json[], quoted = false): string {
  const texts = values.slice(0, shownValues).map((value) => (quoted ? JSON.stringify(value) : String(value)));
  if (values.length > shownValues) texts.push('…');
  return texts.join(quoted ? ', ' : ' or ');
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
