import { OpenApiMcpError } from '../errors.ts';
import { isJsonObject } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { valueAt } from '../json/pointer.ts';
import { alternativesOf, typesOfAny } from '../schema/schema-types.ts';
import type { OperationDescriptor, SessionLogin } from '../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** The names of the arguments of a login in lower case without `-` and `_`, the most certain ones first. */
const usernames = [
  'username',
  'login',
  'user',
  'userid',
  'email',
  'emailaddress',
  'identifier',
  'account',
  'name',
];
const passwords = ['password', 'passwd', 'pass', 'pwd', 'passphrase', 'secret'];

/**
 * Returns the arguments of a login: the given ones, and variables for its user name and its password.
 *
 * @throws OpenApiMcpError OPTION_INVALID for an unknown argument, and for a login without any
 */
export function fillLogin(
  operation: OperationDescriptor,
  definitions: Record<string, JsonSchema>,
  given: JsonObject,
): Pick<SessionLogin, 'arguments' | 'variables' | 'credentials' | 'username'> {
  const known = argumentPaths(operation, definitions);
  checkNames(operation, known, given);
  const username = best(known, usernames);
  const password = best(known, passwords);
  const credentials: SessionLogin['credentials'] = [];
  if (password !== undefined) {
    if (username !== undefined && !has(given, username))
      credentials.push({ path: username, ending: 'USERNAME' });
    if (!has(given, password)) credentials.push({ path: password, ending: 'PASSWORD' });
  }
  refuseLiteral(operation, given, password);
  if (Object.keys(given).length + credentials.length === 0)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `the session: ${operation.name} has no argument that is called password`,
      { hint: "Give its arguments, as in --session 'body.code=${LOGIN_CODE}'." },
    );
  return omitUndefined({
    arguments: withTypes(given, known),
    variables: [...new Set(variablesIn(given))],
    credentials,
    username,
  });
}

/**
 * Refuses a password that is no variable: a description is cached and generated.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
function refuseLiteral({ name }: OperationDescriptor, given: JsonObject, password: string[] = []): void {
  const value = valueAt(given, password);
  if (password.length === 0 || value === undefined || variablesIn(value).length > 0) return;
  const path = password.join('.');
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `the session: ${path} of ${name} would be stored with the description`,
    {
      hint: `Write ${path}='\${VARIABLE}', and set that variable.`,
    },
  );
}

/** An argument, or a property of the body, and the types of its values. */
interface LoginArgument {
  path: string[];
  types: ReadonlySet<string>;
}

function argumentPaths(
  { parameters, argumentsSchema, inputSchema, body }: OperationDescriptor,
  definitions: Record<string, JsonSchema>,
): LoginArgument[] {
  const root = { $defs: definitions };
  const schema = argumentsSchema ?? inputSchema;
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const names = [...parameters.map(({ argument }) => argument), ...(body === undefined ? [] : ['body'])];
  return names.flatMap((name): LoginArgument[] => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const alternatives = isJsonObject(property) ? alternativesOf(property, root) : [[]];
    const own = { path: [name], types: typesOfAny(alternatives) };
    if (name !== 'body') return [own];
    const members = new Map<string, JsonSchema[]>();
    for (const part of alternatives.flat())
      if (isJsonObject(part['properties']))
        for (const [key, member] of Object.entries(part['properties']))
          members.set(key, [...(members.get(key) ?? []), ...(isJsonObject(member) ? [member] : [])]);
    const inBody = [...members].map(([key, schemas]) => ({
      path: [name, key],
      types: typesOfAny(schemas.flatMap((member) => alternativesOf(member, root))),
    }));
    return [own, ...inBody];
  });
}

/** Returns the path of the argument whose name comes first in a list. */
function best(known: LoginArgument[], names: string[]): string[] | undefined {
  return known
    .map(({ path }) => ({
      path,
      rank: names.indexOf((path.at(-1) ?? '').replaceAll(/[-_]/g, '').toLowerCase()),
    }))
    .filter(({ rank }) => rank !== -1)
    .toSorted((one, other) => one.rank - other.rank)[0]?.path;
}

/** @throws OpenApiMcpError OPTION_INVALID */
function checkNames({ name, body }: OperationDescriptor, known: LoginArgument[], given: JsonObject): void {
  const names = new Set([
    ...known.flatMap(({ path: [first = ''] }) => first),
    ...(body === undefined ? [] : ['bodyContentType']),
  ]);
  const wrong = Object.keys(given).find((key) => !names.has(key));
  if (wrong === undefined) return;
  const list = known.map(({ path }) => path.join('.')).join(', ');
  throw new OpenApiMcpError('OPTION_INVALID', `the session: ${name} has no argument ${wrong}`, {
    hint: list === '' ? 'It has no arguments.' : `Its arguments: ${list}.`,
  });
}

function has(given: JsonObject, [first = '', second]: string[]): boolean {
  const value = Object.hasOwn(given, first) ? given[first] : undefined;
  if (second === undefined || value === undefined) return value !== undefined;
  // A body that is no object is whole.
  return !isJsonObject(value) || Object.hasOwn(value, second);
}

/** Returns arguments with the texts of a command line as numbers, booleans and objects where a text is not allowed. */
function withTypes(given: JsonObject, known: LoginArgument[]): JsonObject {
  const typed = (value: Json, path: string[]): Json => {
    if (isJsonObject(value) && path.length === 1)
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, typed(member, [...path, key])]),
      );
    const types = known.find((each) => each.path.join('\0') === path.join('\0'))?.types;
    if (typeof value !== 'string' || types === undefined || types.has('string')) return value;
    try {
      const parsed: Json = JSON.parse(value);
      return parsed;
    } catch {
      return value;
    }
  };
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, typed(value, [key])]));
}

function variablesIn(value: Json): string[] {
  if (typeof value === 'string')
    return [...value.matchAll(/\$\{(\w+)(:-[^}]*)?\}/g)].flatMap(([, name = '', otherwise]) =>
      otherwise === undefined ? [name] : [],
    );
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(variablesIn) : [];
}
