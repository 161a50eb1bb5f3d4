import type { Json, JsonObject } from '../json/value.ts';

/** A plain scalar of YAML whose text is not the text of its value, such as `1.10`, `007` or `True`. */
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

/** The texts of scalars in a document, by the object or array that holds them and their key. */
export type ScalarTexts = Map<Json[] | JsonObject, Map<string, string>>;
