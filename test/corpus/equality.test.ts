import { statSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import { loadDocument } from '../../src/index.ts';
import { createRandom } from '../../src/mock/random.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import { SchemaReader } from '../../src/model/schema-reader.ts';
import { parseReference, referencePointer } from '../../src/json/pointer.ts';
import { isJsonObject } from '../../src/json/narrow.ts';
import { allowOverlaps } from '../../src/schema/allow-overlaps.ts';
import { ValueChecker } from '../../src/schema/value-checker.ts';
import { corpusDocuments } from './documents.ts';
import type { Random } from '../../src/mock/random.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Larger documents take long, and repeat what these have. */
const longest = 700_000;

/** The YAML files that repeat a JSON document are left out. */
const documents = corpusDocuments().filter(
  ({ name, path }) => statSync(path).size < longest && !/\/yaml\/|^@okta.*yaml$|^rclone.*yaml$/.test(name),
);

let valid = 0;
let invalid = 0;
let repaired = 0;

it.each(documents)(
  '$name: values are judged as its own schemas judge them',
  { timeout: 60_000 },
  async ({ path }) => {
    const loaded = await loadDocument(path);
    // Directions are checked elsewhere.
    const document = withoutDirections(loaded.document) as JsonObject;
    const findings: string[] = [];
    const reader = new SchemaReader(document, ({ pointer }) => findings.push(pointer));
    const names = Object.keys(schemasOf(document));
    const read = names.map((name) => reader.read(refTo(name), '', 'request'));
    const checker = new ValueChecker(Object.fromEntries(reader.definitions('request')));
    const [strict, tolerant] = [compiler(document), compiler(withOverlaps(document))];
    const sampler = new Sampler(document, 'request');
    const differences: { name: string; text: string }[] = [];
    for (const [index, name] of names.entries()) {
      const [plain, overlapping] = [strict(name), tolerant(name)];
      if (plain === undefined || overlapping === undefined) continue;
      for (const value of valuesOf(sampler, name)) {
        const isValid = plain(value);
        if (isValid === undefined) continue;
        if (isValid) valid++;
        else invalid++;
        const isAccepted = (await checker.check(read[index] ?? {}, value)).errors.length === 0;
        // A value that only fits several branches of oneOf is accepted.
        if (isAccepted !== isValid && !(isAccepted && overlapping(value) === true))
          differences.push({
            name,
            text: `${name} ${isAccepted ? 'accepts' : 'refuses'} ${JSON.stringify(value).slice(0, 200)}`,
          });
      }
    }
    // Each other difference is a repair that the report names, in a schema that the value is judged by.
    const isReported = ({ name }: { name: string }): boolean => {
      const places = [...namesWithin(document, name)].map((each) => referencePointer(refTo(each).$ref));
      return findings.some((pointer) => places.some((place) => `${pointer}/`.startsWith(`${place}/`)));
    };
    repaired += differences.filter(isReported).length;
    expect(differences.filter((difference) => !isReported(difference)).map(({ text }) => text)).toEqual([]);
  },
);

it('at least ten thousand values of each kind are compared, and few are judged by a repaired schema', () => {
  expect({ valid: valid >= 10_000, invalid: invalid >= 10_000, repaired }).toEqual({
    valid: true,
    invalid: true,
    repaired: 28,
  });
});

function schemasOf(document: JsonObject): JsonObject {
  const { components } = document;
  const schemas = isJsonObject(components) ? components['schemas'] : undefined;
  return isJsonObject(schemas) ? schemas : {};
}

function refTo(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` };
}

/** Returns the names of a schema and of all that it refers to. */
function namesWithin(document: JsonObject, name: string): Set<string> {
  const schemas = schemasOf(document);
  const names = new Set([name]);
  // The set grows while it is iterated.
  for (const each of names)
    for (const [, reference = ''] of JSON.stringify(schemas[each] ?? {}).matchAll(/"\$ref":"([^"]+)"/g)) {
      const target = parseReference(reference)?.[2];
      if (target !== undefined) names.add(target);
    }
  return names;
}

/** Returns a function that compiles a named schema with plain Ajv, and judges a value: undefined if Ajv cannot. */
function compiler(document: JsonObject) {
  const options = { strict: false, logger: false, validateSchema: false, inlineRefs: false } as const;
  const ajv = new Ajv2020({ ...options, ownProperties: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document.json');
  return (name: string): ((value: Json) => boolean | undefined) | undefined => {
    try {
      const validate = ajv.getSchema(`document.json${encodeURI(refTo(name).$ref)}`);
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

function withOverlaps(document: JsonObject): JsonObject {
  const schemas = Object.entries(schemasOf(document)).map(
    ([name, schema]) => [name, isJsonObject(schema) ? allowOverlaps(schema) : schema] as const,
  );
  return {
    ...document,
    components: { ...Object(document['components']), schemas: Object.fromEntries(schemas) },
  };
}

function withoutDirections(node: Json): Json {
  if (Array.isArray(node)) return node.map(withoutDirections);
  if (!isJsonObject(node)) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => !(['readOnly', 'writeOnly'].includes(key) && typeof value === 'boolean'),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutDirections(value)]));
}

/** Samples values of a schema, each followed by values that differ from it in one place. */
function* valuesOf(sampler: Sampler, name: string): Generator<Json> {
  const random = createRandom(name);
  for (let branch = 0; branch < 4; branch++)
    for (const optional of [true, false]) {
      const value = sampler.sample(refTo(name), random, { examples: false, optional, branch });
      yield value;
      yield* mutationsOf(value, random);
    }
}

const others: Json[] = [null, 'x', '', 1.5, -1, 0, true, [], {}, ['x', 1], { x: 1 }];

function* mutationsOf(value: Json, random: Random): Generator<Json> {
  const places = placesIn(value, []);
  for (let count = 0; count < 6; count++) {
    const place = places[random.integer(0, places.length - 1)] ?? [];
    const other = others[random.integer(0, others.length - 1)] ?? null;
    yield replaceAt(value, place, count === 0 ? undefined : other) ?? null;
  }
}

function placesIn(value: Json, place: string[]): string[][] {
  if (place.length > 6 || typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...place, key]))];
}

/** Returns a value with another one at a place, or without it for `undefined`. */
function replaceAt(value: Json, [key, ...rest]: string[], other: Json | undefined): Json | undefined {
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      String(index) === key ? (replaceAt(item, rest, other) ?? []) : [item],
    );
  if (!isJsonObject(value)) return other;
  const entries = Object.entries(value).flatMap(([name, item]): [string, Json][] => {
    const replaced = name === key ? replaceAt(item, rest, other) : item;
    return replaced === undefined ? [] : [[name, replaced]];
  });
  return Object.fromEntries(entries);
}
