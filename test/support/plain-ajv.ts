import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { walk } from '../../src/load/walk.ts';
import { allowOverlaps } from '../../src/schema/allow-overlaps.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Judges a value: undefined if Ajv cannot. */
export type Judge = (value: Json) => boolean | undefined;

/** Returns a function that compiles the schema at a pointer of a document with plain Ajv: undefined if Ajv cannot. */
export function plainAjv(document: JsonObject): (pointer: string) => Judge | undefined {
  // A value is a multiple of 0.01 by decimal arithmetic.
  const options = { validateSchema: false, inlineRefs: false, multipleOfPrecision: 9 } as const;
  const ajv = new Ajv2020({ ...options, strict: false, ownProperties: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document.json');
  return (pointer) => {
    try {
      const reference = pointer.split('/').map(encodeURIComponent).join('/');
      const validate = ajv.getSchema(`document.json#${reference}`);
      return validate && ((value) => judge(validate, value));
    } catch {
      return undefined;
    }
  };
}

function judge(validate: (value: Json) => unknown, value: Json): boolean | undefined {
  try {
    return validate(value) === true;
  } catch {
    return undefined;
  }
}

/** Returns a copy of a document in whose schemas the branches of `oneOf` may overlap. */
export function withOverlaps(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  walk(copy, 'document', {
    node(node, type) {
      if (type !== 'schema') return true;
      const open = allowOverlaps(node);
      for (const key of Object.keys(node)) delete node[key];
      Object.assign(node, open);
      return false;
    },
  });
  return copy;
}
