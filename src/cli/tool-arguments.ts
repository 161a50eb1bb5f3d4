import { OpenApiMcpError } from '../errors.ts';
import { asJsonObject } from '../json/narrow.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { expandSchemas, propertyNames, propertySchemas, typesOf } from './argument-schemas.ts';
import { readArgumentValue } from './argument-value.ts';
import type { Json, JsonObject, OperationDescriptor } from '../index.ts';

/** The argument that a flag sets, or a property within it. */
interface ArgumentTarget {
  path: string[];
  /** Its schemas, including those that they reference or combine. */
  schemas: JsonObject[];
}

/**
 * Returns the arguments of a call from flags: `--petId 7`, `--tags a --tags b`, `--body.name Rex`, `--body '{…}'`, `--body @file`.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function readToolArguments(
  tokens: string[],
  operation: OperationDescriptor,
  given: JsonObject,
): JsonObject {
  const args = structuredClone(given);
  const seen = new Set<string>();
  for (let index = 0; index < tokens.length; index++) {
    const [flag = '', ...rest] = (tokens[index] ?? '').split('=');
    if (!flag.startsWith('--') || flag.length < 3)
      throw invalid(`${JSON.stringify(tokens[index])} is not an option`, 'Write arguments as --name value.');
    const name = flag.slice(2);
    const target = findTarget(name, operation);
    const next = tokens[index + 1];
    let text = rest.length > 0 ? rest.join('=') : undefined;
    if (text === undefined && next !== undefined && !/^--[^\d]/.test(next)) {
      text = next;
      index++;
    }
    const types = typesOf(target.schemas);
    if (text === undefined && !types.has('boolean'))
      throw invalid(`--${name} has no value`, `Write --${name} VALUE.`);
    const key = target.path.join('\u0000');
    const value =
      text === undefined ? true : readArgumentValue(text, target.schemas, types, operation.inputSchema);
    if (types.has('array') && !Array.isArray(value)) {
      const present = seen.has(key) ? valueAt(args, target.path) : undefined;
      setAt(args, target.path, [...(Array.isArray(present) ? present : []), value]);
    } else if (seen.has(key)) throw invalid(`--${name} is given twice`, 'It takes one value.');
    else setAt(args, target.path, value);
    seen.add(key);
  }
  return args;
}

/** Returns the names of the arguments of an operation. */
export function argumentNames({ inputSchema }: OperationDescriptor): string[] {
  return Object.keys(asJsonObject(inputSchema['properties']) ?? {});
}

/** Returns the names of the properties of the body. */
export function bodyNames({ inputSchema }: OperationDescriptor): string[] {
  return propertyNames(propertySchemas(expandSchemas([inputSchema], inputSchema), 'body', inputSchema));
}

/**
 * Finds the argument of a flag. Dots lead to properties, unless they are part of the name of an argument.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
function findTarget(name: string, operation: OperationDescriptor): ArgumentTarget {
  const root = operation.inputSchema;
  const names = argumentNames(operation);
  const cuts = [name.length, ...[...name.matchAll(/\./g)].map(({ index }) => index).toReversed()];
  for (const cut of cuts) {
    const head = name.slice(0, cut);
    const argument =
      names.find((known) => known === head) ?? names.find((known) => simplify(known) === simplify(head));
    if (argument === undefined) continue;
    const path = [argument, ...name.slice(cut).split('.').slice(1)];
    const schemas = path.reduce(
      (outer, key) => propertySchemas(outer, key, root),
      expandSchemas([root], root),
    );
    return { path, schemas };
  }
  const inBody = names.includes('body') ? bodyNames(operation) : [];
  const body = inBody.find((known) => simplify(known) === simplify(name));
  const nearest = body === undefined ? nearestName(name, names) : `body.${body}`;
  const known =
    names.length === 0
      ? 'The tool has no arguments.'
      : `The arguments are ${names.map((each) => `--${each}`).join(', ')}.`;
  throw invalid(
    `${operation.name} has no argument ${name}`,
    nearest === undefined ? known : `Did you mean --${nearest}?`,
  );
}

/** Removes the differences between spellings: `petId`, `pet-id` and `pet_id`. */
function simplify(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

function invalid(message: string, hint: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', message, { hint });
}

function valueAt(args: JsonObject, path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => asJsonObject(value)?.[key], args);
}

function setAt(args: JsonObject, path: string[], value: Json): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    args[key] = value;
    return;
  }
  const inner = asJsonObject(Object.hasOwn(args, key) ? args[key] : undefined) ?? {};
  setAt(inner, rest, value);
  args[key] = inner;
}
