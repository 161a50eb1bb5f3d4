import { asJsonObject } from '../json/narrow.ts';
import { idProperty } from './collections.ts';
import { mergeValid } from './merge-values.ts';
import type { IsValid } from './merge-values.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The place of the id in an item: a property, or a property of the envelope that the item stands in. */
export interface IdPlace {
  /** The property that holds the item, such as `data`. */
  envelope?: string;
  property: string;
}

/** Finds the id of an item that its path variable identifies, in the first of several samples that has one. */
export function findId(items: Json[], variable: string): IdPlace | undefined {
  for (const item of items) {
    const property = idProperty(item, variable);
    if (property !== undefined) return { property };
  }
  for (const item of items) {
    const object = asJsonObject(item) ?? {};
    const envelope = Object.keys(object).find((name) => isEnvelope(name, object));
    const property = envelope === undefined ? undefined : idProperty(object[envelope] ?? null, variable);
    if (envelope !== undefined && property !== undefined) return { envelope, property };
  }
  return undefined;
}

/** Returns true for a property that holds the whole item: the only one, or one with a usual name. */
function isEnvelope(name: string, object: JsonObject): boolean {
  if (asJsonObject(object[name]) === undefined) return false;
  return (
    Object.keys(object).length === 1 || /^(?:data|item|result|resource|record|entity|payload)$/i.test(name)
  );
}

/** Returns the id at a place. */
export function idAt(item: Json | undefined, { envelope, property }: IdPlace): Json | undefined {
  const object = asJsonObject(item);
  const holder = envelope === undefined ? object : asJsonObject(object?.[envelope]);
  return holder !== undefined && Object.hasOwn(holder, property) ? holder[property] : undefined;
}

/** Returns an item with another id. */
export function withId(item: JsonObject, { envelope, property }: IdPlace, id: Json): JsonObject {
  if (envelope === undefined) return { ...item, [property]: id };
  return { ...item, [envelope]: { ...asJsonObject(item[envelope]), [property]: id } };
}

/**
 * Merges what a request sent into an item. In an envelope the properties are merged one by one; the request may have
 * the envelope too, or only its content.
 */
export function mergeItem(
  item: JsonObject,
  sent: JsonObject,
  place: IdPlace | undefined,
  isValid: IsValid,
): Json {
  const envelope = place?.envelope;
  const inner = envelope === undefined ? undefined : asJsonObject(item[envelope]);
  if (envelope === undefined || inner === undefined) return mergeValid(item, sent, isValid);
  const isWrapped = Object.hasOwn(sent, envelope);
  const { [envelope]: content = {}, ...rest } = isWrapped ? sent : { [envelope]: sent };
  const outer = asJsonObject(mergeValid(item, rest, isValid)) ?? item;
  const merged = mergeValid(inner, asJsonObject(content) ?? {}, (value) =>
    isValid({ ...outer, [envelope]: value }),
  );
  return { ...outer, [envelope]: merged };
}
