import { describeSelected, selectFrom } from '../../src/describe/describe-api.ts';
import { isOpenApiMcpError, loadDocument } from '../../src/index.ts';
import { asJsonObject } from '../../src/json/narrow.ts';
import { childPointer, parseReference, referencePointer, resolveReference } from '../../src/json/pointer.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import { SchemaReader } from '../../src/model/schema-reader.ts';
import { ValueChecker } from '../../src/schema/value-checker.ts';
import { readOriginal, withoutDirections } from '../support/original-document.ts';
import { plainAjv, withOverlaps } from '../support/plain-ajv.ts';
import { valuesOf } from '../support/sample-values.ts';
import { operationPlaces, readPointer } from './operation-places.ts';
import type { DescribedApi } from '../../src/describe/describe-api.ts';
import type { SchemaPlace } from './operation-places.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** The result of a comparison. */
export interface Comparison {
  valid: number;
  invalid: number;
  /** The number of values that a reported repair explains. */
  repaired: number;
  /** The differences that no finding explains. */
  unexplained: string[];
}

/** A schema, with its checker and the pointers of the findings about the document that it was read from. */
interface ComparedPlace extends SchemaPlace {
  checker: ValueChecker;
  findings: string[];
  /** True for a schema that is read with the kinds that its discriminators name. */
  hasKinds: boolean;
}

/**
 * Compares the judgment of the checking schemas of a document, those with a name and those in operations, with that of
 * plain Ajv on the document as it was written. At most `limit`
 * schemas are compared, at even distances.
 */
export async function compareDocument(path: string, limit: number): Promise<Comparison> {
  const loaded = await loadDocument(path);
  // Keywords of one direction are compared by rows of their own.
  const document = withoutDirections(loaded.document) as JsonObject;
  const written = withoutDirections(readOriginal(path)) as JsonObject;
  // A document in several files is compared as bundled.
  const original = referencesIn(written).every((reference) => reference.startsWith('#')) ? written : document;
  const findings = loaded.findings.map(({ pointer }) => pointer);
  const places = [
    ...namedPlaces(document, original, findings),
    ...placesOfOperations(document, original, findings),
  ];
  const [strict, tolerant] = [plainAjv(original), plainAjv(withOverlaps(original))];
  const sampler = new Sampler(original, 'request');
  const comparison = { valid: 0, invalid: 0, repaired: 0, unexplained: [] as string[] };
  for (const { pointer, findingsPointer, checking, checker, ...place } of evenly(places, limit)) {
    const [plain, overlapping] = [strict(pointer), tolerant(pointer)];
    if (plain === undefined || overlapping === undefined) continue;
    const reached = reach(original, pointer);
    const isRepaired = isWithin(place.findings, [findingsPointer, ...reached.map(afterUpgrade)]);
    const hasKinds = place.hasKinds && reached.some((each) => hasDiscriminator(original, each));
    for (const value of valuesOf(sampler, { $ref: `#${encodeURI(pointer)}` }, pointer)) {
      const isValid = plain(value);
      if (isValid === undefined) continue;
      comparison[isValid ? 'valid' : 'invalid']++;
      const isAccepted = (await checker.check(checking, value)).errors.length === 0;
      // A value that only fits several branches of oneOf is accepted; one that is none of the kinds is refused.
      if (isAccepted === isValid || (isAccepted ? overlapping(value) === true : hasKinds)) continue;
      const verb = isAccepted ? 'accepts' : 'refuses';
      if (isRepaired) comparison.repaired++;
      else comparison.unexplained.push(`${pointer} ${verb} ${JSON.stringify(value).slice(0, 200)}`);
    }
  }
  return comparison;
}

/** Returns the places of `components.schemas`. */
function namedPlaces(document: JsonObject, original: JsonObject, loading: string[]): ComparedPlace[] {
  const findings = [...loading];
  const reader = new SchemaReader(document, ({ pointer }) => findings.push(pointer));
  const root = original['swagger'] === undefined ? '/components/schemas' : '/definitions';
  const schemas = asJsonObject(readPointer(original, root)) ?? {};
  const places = Object.keys(schemas).map((name) => {
    const findingsPointer = childPointer('/components/schemas', name);
    const checking = reader.read({ $ref: `#${encodeURI(findingsPointer)}` }, '', 'request');
    return { pointer: childPointer(root, name), findingsPointer, checking };
  });
  const checker = new ValueChecker(Object.fromEntries(reader.definitions('request')));
  return places.map((place) => ({ ...place, checker, findings, hasKinds: false }));
}

function placesOfOperations(document: JsonObject, original: JsonObject, loading: string[]): ComparedPlace[] {
  const described = describeAll(document);
  if (described === undefined) return [];
  const { descriptor } = described;
  const findings = [...loading, ...described.findings.map(({ pointer }) => pointer)];
  const { request, response } = operationPlaces(original, descriptor);
  const forRequests = new ValueChecker(descriptor.requestDefinitions);
  const forResponses = new ValueChecker(descriptor.responseDefinitions);
  return [
    ...request.map((place) => ({ ...place, checker: forRequests, findings, hasKinds: true })),
    ...response.map((place) => ({ ...place, checker: forResponses, findings, hasKinds: false })),
  ];
}

function describeAll(document: JsonObject): DescribedApi | undefined {
  try {
    const loaded = { source: 'document', declaredVersion: '3.0.0', document, findings: [] };
    return describeSelected(selectFrom(loaded, {}), {});
  } catch (error) {
    // Some documents have schemas alone.
    if (isOpenApiMcpError(error, 'SELECTION_EMPTY')) return undefined;
    throw error;
  }
}

function evenly<Item>(items: Item[], limit: number): Item[] {
  if (items.length <= limit) return items;
  return items.filter(
    (_, index) =>
      Math.floor((index * limit) / items.length) !== Math.floor(((index - 1) * limit) / items.length),
  );
}

/** Returns the places of a schema and of all that it refers to. */
function reach(document: JsonObject, pointer: string): string[] {
  const places = new Set([pointer]);
  // The set grows while it is iterated.
  for (const place of places)
    for (const reference of referencesIn(readPointer(document, place) ?? {}))
      if (parseReference(reference) !== undefined) places.add(referencePointer(reference));
  return [...places];
}

const references = /"\$ref":"([^"]+)"/g;

function referencesIn(node: unknown): string[] {
  return [...JSON.stringify(node).matchAll(references)].map(([, reference = '']) => reference);
}

/** Returns the pointer of a definition after the upgrade of Swagger 2.0. */
function afterUpgrade(pointer: string): string {
  return pointer.replace(/^\/definitions\//, '/components/schemas/');
}

function isWithin(findings: string[], places: string[]): boolean {
  return findings.some((finding) => places.some((place) => `${finding}/`.startsWith(`${place}/`)));
}

function hasDiscriminator(document: JsonObject, pointer: string): boolean {
  return JSON.stringify(resolveReference(document, `#${encodeURI(pointer)}`) ?? {}).includes(
    '"discriminator":',
  );
}
