import type { Json, JsonObject } from '../json/value.ts';

/** A plain scalar of YAML whose text its value may not have, such as `1.10`, `007`, `True` or `9007199254740993`. */
export class YamlScalar {
  readonly value: number | boolean;
  readonly text: string;

  constructor(value: number | boolean, text: string) {
    this.value = value;
    this.text = text;
  }

  /** js-yaml uses a key as text, unless it is a plain object. */
  get [Symbol.toStringTag](): string {
    return 'YamlScalar';
  }

  toString(): string {
    return this.text;
  }
}

/** The texts of scalars in a document, such as integers beyond 2^53, by the object or array that holds them and their key. */
export type ScalarTexts = Map<Json[] | JsonObject, Map<string, string>>;

/** Adds the text of a scalar. */
export function noteText(texts: ScalarTexts, holder: Json[] | JsonObject, key: string, text: string): void {
  const known = texts.get(holder);
  if (known === undefined) texts.set(holder, new Map([[key, text]]));
  else known.set(key, text);
}
