import type { ApiDescriptor } from '../../descriptor.ts';

/** The parts of a descriptor that the names of variables come from. */
export type NamedSchemes = Pick<ApiDescriptor, 'name' | 'hasChosenName' | 'securitySchemes'>;

/**
 * The start of the names of credential variables, unless a person chose the name of the API. No option and no other
 * secret begins with it, so that a document cannot name a variable that was not set for it.
 */
const guardedStart = 'OPENAPI_MCP_CREDENTIAL_';

/** The start of the names of the variables of this package, which no credential may have. */
const reservedStart = 'OPENAPI_MCP_';

/** A security scheme, and the variables that it would read with a prefix. */
interface PrefixedScheme {
  name: string;
  variablesOf(prefix: string): string[];
}

type ApiName = Pick<NamedSchemes, 'name' | 'hasChosenName'>;

/** Returns the start of the names of all credential variables of an API. */
export function variableStart(api: ApiName): string {
  return api.hasChosenName === true && !reachesReserved(api)
    ? shortStart(api)
    : guardedStart + shortStart(api);
}

/**
 * Returns the start that the names would have if a person had chosen the name of the API, or `undefined` if they have it
 * or can never have it.
 */
export function unreadStart(api: ApiName): string | undefined {
  return api.hasChosenName === true || reachesReserved(api) ? undefined : shortStart(api);
}

/** Returns true if a scheme could complete the start to a variable of this package, as `mcp-cache` does for `openapi`. */
function reachesReserved(api: ApiName): boolean {
  const start = shortStart(api);
  return start.startsWith(reservedStart) || reservedStart.startsWith(start);
}

function shortStart({ name }: ApiName): string {
  return `${upperSnake(name)}_`;
}

/** The lengths of digests in hexadecimal digits. The second is for names that were made to have the same first digits. */
const digestLengths = [8, 64];

/**
 * Returns the prefix of the variables of each scheme. Schemes that would read one variable are told apart by a digest of
 * their names: `my-key` and `my_key` are `MY_KEY_1A2B3C4D` and `MY_KEY_5E6F7A8B`.
 */
export function distinctPrefixes(start: string, schemes: PrefixedScheme[]): Map<string, string> {
  const digits = new Map<string, number>(
    schemes.filter(({ name }) => upperSnake(name) === '').map(({ name }) => [name, 8]),
  );
  for (;;) {
    const prefixes = new Map(
      schemes.map(({ name }) => [name, start + withDigest(name, digits.get(name) ?? 0)]),
    );
    let isDistinct = true;
    for (const name of schemesThatMeet(schemes, prefixes)) {
      const longer = digestLengths.find((length) => length > (digits.get(name) ?? 0));
      if (longer === undefined) continue;
      digits.set(name, longer);
      isDistinct = false;
    }
    if (isDistinct) return prefixes;
  }
}

/** Returns the names of schemes that read a variable which another scheme reads too. */
function schemesThatMeet(schemes: PrefixedScheme[], prefixes: Map<string, string>): Set<string> {
  const readers = new Map<string, Set<string>>();
  for (const { name, variablesOf } of schemes)
    for (const variable of variablesOf(prefixes.get(name) ?? ''))
      for (const read of [variable, `${variable}_FILE`])
        readers.set(read, (readers.get(read) ?? new Set()).add(name));
  return new Set([...readers.values()].filter(({ size }) => size > 1).flatMap((names) => [...names]));
}

function withDigest(name: string, digits: number): string {
  const plain = upperSnake(name);
  if (digits === 0) return plain;
  // Few documents need a digest, and loading the module takes a noticeable part of the start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const digest = createHash('sha256').update(name).digest('hex').slice(0, digits).toUpperCase();
  return plain === '' ? digest : `${plain}_${digest}`;
}

function upperSnake(name: string): string {
  return name
    .replaceAll('OAuth', 'Oauth')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase();
}
