import { quoteLargeIntegers } from '../json/large-integers.ts';
import { asArray, isJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { noteText } from './yaml-scalar.ts';
import type { ScalarTexts } from './yaml-scalar.ts';

/** Marks the digits of a large integer while a text is parsed. JSON text never contains this character unescaped. */
const mark = '\u0000';

/**
 * Returns the value of a JSON text, whose integers beyond 2^53 are rounded, and adds their digits to `texts`. `plain` is the
 * value of a text in which the mark would be mistaken for an integer.
 */
export function parseExactly(text: string, plain: Json, texts: ScalarTexts): Json {
  if (text.includes('\\u0000')) return plain;
  const value: Json = JSON.parse(quoteLargeIntegers(text, String.raw`\u0000`));

  function visit(holder: Json[] | JsonObject): void {
    for (const key of Object.keys(holder)) {
      const item: unknown = Reflect.get(holder, key);
      if (typeof item === 'string' && item.startsWith(mark)) {
        const digits = item.slice(1);
        // Unlike an assignment, this adds a property that is named __proto__.
        Reflect.defineProperty(holder, key, {
          value: Number(digits),
          writable: true,
          enumerable: true,
          configurable: true,
        });
        noteText(texts, holder, key, digits);
      } else visitItem(item);
    }
  }

  function visitItem(item: unknown): void {
    const list = asArray(item);
    if (list !== undefined) visit(list);
    else if (isJsonObject(item)) visit(item);
  }

  visitItem(value);
  return value;
}
