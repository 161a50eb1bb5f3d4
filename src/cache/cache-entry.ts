import { isJsonObject } from '../json/narrow.ts';
import { entryFormat } from './cache-key.ts';
import type { DescribedApi } from '../describe/describe-api.ts';
import type { DocumentDigest } from '../load/document-digest.ts';

/** A cached description. */
export interface CacheEntry extends DescribedApi {
  format: typeof entryFormat;
  /** The key, which is also the file name, because a file can be renamed. */
  key: string;
  externalDocuments: DocumentDigest[];
}

/** Parses an entry. Returns undefined if it is invalid, or has another key. */
export function parseEntry(text: string, key: string): CacheEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isEntry(value) && value.key === key ? value : undefined;
}

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === 'string';
const isBoolean: Check = (value) => typeof value === 'boolean';
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const objectOf =
  (checks: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([name, check]) => check(Reflect.get(value, name)));

const isOperation = objectOf({
  name: isString,
  title: optional(isString),
  description: optional(isString),
  details: optional(isString),
  annotations: isJsonObject,
  method: isString,
  path: isString,
  tags: listOf(isString),
  deprecated: isBoolean,
  servers: optional(listOf(isJsonObject)),
  parameters: listOf(isJsonObject),
  body: optional(isJsonObject),
  security: optional(listOf(isJsonObject)),
  responses: listOf(isJsonObject),
  inputSchema: isJsonObject,
  argumentsSchema: isJsonObject,
  outputSchema: optional(isJsonObject),
  resource: optional(isJsonObject),
});

const isDescriptor = objectOf({
  format: (value) => value === 1,
  name: isString,
  scheme: isString,
  title: isString,
  version: isString,
  instructions: isString,
  location: optional(isString),
  servers: listOf(isJsonObject),
  securitySchemes: isJsonObject,
  operations: listOf(isOperation),
  requestDefinitions: isJsonObject,
  responseDefinitions: isJsonObject,
});

const matchesEntry = objectOf({
  format: (value) => value === entryFormat,
  key: isString,
  externalDocuments: listOf(
    objectOf({ url: isString, digest: (value) => value === null || isString(value) }),
  ),
  findings: listOf(objectOf({ kind: isString, pointer: isString, message: isString })),
  descriptor: isDescriptor,
});

function isEntry(value: unknown): value is CacheEntry {
  return matchesEntry(value);
}
