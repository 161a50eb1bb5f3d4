import { typeName } from './typescript-text.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** A definition with a type of its own. */
export interface NamedType {
  name: string;
  schema: JsonSchema;
  /** Returns the name of the type for a `#/$defs/…` reference in the schema. */
  nameOf: (reference: string) => string;
}

/** The named types of an API, with functions that resolve references in requests and in responses. */
export interface NamedTypes {
  types: NamedType[];
  requestName: (reference: string) => string;
  responseName: (reference: string) => string;
  /** Names in use, for types that are added later. */
  taken: Set<string>;
}

/**
 * Names the definitions of an API that was described for types. Equal schemas of requests and responses are one type; if
 * readOnly or writeOnly makes them differ, the type of requests is `<Name>Input`.
 */
export function nameTypes(api: ApiDescriptor, reserved: string[] = []): NamedTypes {
  const responses = new Map(Object.entries(api.responseDefinitions));
  const requests = new Map(Object.entries(api.requestDefinitions));
  const own = distinctRequests(requests, responses);
  const taken = new Set(reserved);
  const responseNames = new Map([...responses.keys()].map((key) => [key, claimName(typeName(key), taken)]));
  const requestNames = new Map(
    [...requests.keys()].map((key) => {
      const shared = own.has(key) ? undefined : responseNames.get(key);
      const wish = responses.has(key) ? `${typeName(key)}Input` : typeName(key);
      return [key, shared ?? claimName(wish, taken)];
    }),
  );
  const requestName = (reference: string): string => requestNames.get(definitionKey(reference)) ?? 'unknown';
  const responseName = (reference: string): string =>
    responseNames.get(definitionKey(reference)) ?? 'unknown';
  return {
    types: [
      ...named(responses, responseNames, responseName),
      ...named(new Map([...requests].filter(([key]) => own.has(key))), requestNames, requestName),
    ],
    requestName,
    responseName,
    taken,
  };
}

function named(
  schemas: Map<string, JsonSchema>,
  names: Map<string, string>,
  nameOf: (reference: string) => string,
): NamedType[] {
  return [...schemas].map(([key, schema]) => ({ name: names.get(key) ?? key, schema, nameOf }));
}

/** Returns a name that is not in use, with a number if necessary, and marks it as used. */
export function claimName(wish: string, taken: Set<string>): string {
  let name = wish;
  for (let number = 2; taken.has(name); number++) name = `${wish}${number}`;
  taken.add(name);
  return name;
}

/** Returns the definitions of requests that differ from the response of the same name, directly or in a reference. */
function distinctRequests(
  requests: Map<string, JsonSchema>,
  responses: Map<string, JsonSchema>,
): Set<string> {
  const referrers = new Map<string, string[]>();
  const pending: string[] = [];
  for (const [key, schema] of requests) {
    for (const target of referencedKeys(schema))
      referrers.set(target, [...(referrers.get(target) ?? []), key]);
    const response = responses.get(key);
    if (response === undefined || JSON.stringify(response) !== JSON.stringify(schema)) pending.push(key);
  }
  const own = new Set<string>();
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (own.has(key)) continue;
    own.add(key);
    pending.push(...(referrers.get(key) ?? []));
  }
  return own;
}

function referencedKeys(node: Json): Set<string> {
  const keys = new Set<string>();
  const pending: Json[] = [node];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (typeof item !== 'object' || item === null) continue;
    if (!Array.isArray(item) && typeof item['$ref'] === 'string') keys.add(definitionKey(item['$ref']));
    pending.push(...Object.values(item).filter((value) => value !== null));
  }
  return keys;
}

function definitionKey(reference: string): string {
  return reference.replace(/^#\/\$defs\//, '');
}
