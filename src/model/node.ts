import { visibleText } from './text.ts';
import type { Json, JsonObject } from '../runtime/types.ts';

/** Reading nodes of a document that may be anything: each function answers `undefined` for what it is not. */

export function asObject(node: unknown): JsonObject | undefined {
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? (node as JsonObject) : undefined;
}

export function asArray(node: unknown): Json[] | undefined {
  return Array.isArray(node) ? (node as Json[]) : undefined;
}

export function asString(node: unknown): string | undefined {
  return typeof node === 'string' ? node : undefined;
}

/** A string that is more than white space, as text for people: without what would hide in it. */
export function asText(node: unknown): string | undefined {
  const text = asString(node);
  return text === undefined ? undefined : visibleText(text).trim() || undefined;
}

/** A scalar as text: YAML reads versions, ports and statuses as numbers. */
export function asScalarText(node: unknown): string | undefined {
  return typeof node === 'number' || typeof node === 'boolean' ? String(node) : asString(node);
}

export function asStrings(node: unknown): string[] {
  return (asArray(node) ?? []).filter((item) => typeof item === 'string');
}

/** `{ [key]: value }` where there is a value, else `{}`: for optional properties. */
export function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
