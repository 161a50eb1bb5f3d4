import { entryFormat } from './cache-key.ts';
import type { DescribedApi } from '../describe/describe-api.ts';

/** Another document that was referred to, as it was then. */
export interface CachedPart {
  url: string;
  /** Of where it was found and of its text; null where it could not be had. */
  digest: string | null;
}

/** A descriptor that is kept. */
export interface CacheEntry extends DescribedApi {
  format: typeof entryFormat;
  /** Its own name: a file can be renamed. */
  key: string;
  parts: CachedPart[];
}

/** Reads an entry; undefined where it is broken or another's. */
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

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isRecord: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const shape =
  (checks: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([name, check]) => check(Reflect.get(value, name)));

const isOperation = shape({
  name: isText,
  title: optional(isText),
  description: optional(isText),
  annotations: isRecord,
  method: isText,
  path: isText,
  tags: listOf(isText),
  deprecated: isFlag,
  servers: optional(listOf(isRecord)),
  parameters: listOf(isRecord),
  body: optional(isRecord),
  security: optional(listOf(isRecord)),
  responses: listOf(isRecord),
  inputSchema: isRecord,
  outputSchema: optional(isRecord),
  resource: optional(isRecord),
});

const isDescriptor = shape({
  format: (value) => value === 1,
  name: isText,
  scheme: isText,
  title: isText,
  version: isText,
  instructions: isText,
  location: optional(isText),
  servers: listOf(isRecord),
  securitySchemes: isRecord,
  operations: listOf(isOperation),
  definitions: isRecord,
});

const hasShape = shape({
  format: (value) => value === entryFormat,
  key: isText,
  parts: listOf(shape({ url: isText, digest: (value) => value === null || isText(value) })),
  findings: listOf(shape({ kind: isText, pointer: isText, message: isText })),
  descriptor: isDescriptor,
});

function isEntry(value: unknown): value is CacheEntry {
  return hasShape(value);
}
