import { isLongInteger } from '../json/exact-json.ts';
import { asJsonObject, isJsonObject } from '../json/narrow.ts';
import { exactKeyword, exactKeywords } from '../schema/exact-integers.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { ExternalNode } from './bundle-types.ts';
import { walk } from './walk.ts';
import type { Visitor } from './walk.ts';
import type { ScalarTexts } from './yaml-scalar.ts';

/**
 * Keeps the digits of integers beyond 2^53, which are rounded in the document: beside the keywords of a schema, and as text
 * in the examples of arguments, which are only shown.
 */
export function keepExactIntegers(
  document: JsonObject,
  externalNodes: readonly ExternalNode[],
  texts: ScalarTexts,
): void {
  function digitsAt(holder: Json[] | JsonObject, key: string): string | undefined {
    const text = texts.get(holder)?.get(key);
    return text !== undefined && isLongInteger(text) && typeof Reflect.get(holder, key) === 'number'
      ? text
      : undefined;
  }

  function listDigits(holder: Json[] | JsonObject, key: string): string[] {
    const value: unknown = Reflect.get(holder, key);
    if (Array.isArray(value) || isJsonObject(value))
      return Object.keys(value).flatMap((name) => listDigits(value, name));
    return [digitsAt(holder, key) ?? []].flat();
  }

  function writeDigits(holder: Json[] | JsonObject, key: string): void {
    const value: unknown = Reflect.get(holder, key);
    if (Array.isArray(value) || isJsonObject(value))
      for (const name of Object.keys(value)) writeDigits(value, name);
    else Reflect.set(holder, key, digitsAt(holder, key) ?? value);
  }

  function writeExamples(node: JsonObject): void {
    writeDigits(node, 'example');
    for (const entry of Object.values(asJsonObject(node['examples']) ?? {}))
      if (isJsonObject(entry)) for (const key of ['value', 'dataValue']) writeDigits(entry, key);
  }

  const visitor: Visitor = {
    node(node, type) {
      if (type === 'leaf') return true;
      if (type === 'parameter') writeExamples(node);
      if (type === 'requestBody')
        for (const media of Object.values(asJsonObject(node['content']) ?? {}))
          if (isJsonObject(media)) writeExamples(media);
      // A parameter of Swagger 2.0 is a schema itself.
      if (type !== 'schema' && type !== 'parameter' && type !== 'header') return true;
      const exact = exactKeywords.flatMap((keyword): [string, Json][] => {
        const digits = listDigits(node, keyword);
        return digits.length > 0 ? [[keyword, digits]] : [];
      });
      if (exact.length > 0) node[exactKeyword] = Object.fromEntries(exact);
      return true;
    },
  };
  walk(document, 'document', visitor);
  for (const { node, type } of externalNodes) walk(node, type, visitor);
}
