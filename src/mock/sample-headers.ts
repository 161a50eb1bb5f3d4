import { isToken } from '../http/token.ts';
import { asJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import { objectAt } from './follow-references.ts';
import { namedExamples } from './named-examples.ts';
import type { Random } from './random.ts';
import type { Sampler } from './sampler.ts';
import type { Operation, Response } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Headers that the server writes itself. */
const reservedHeaders = new Set([
  'content-type',
  'content-length',
  'transfer-encoding',
  'connection',
  'date',
  'content-encoding',
]);

/** Returns the declared headers that are required or have an example (OpenAPI 3.1 §4.8.21). */
export function sampleHeaders(
  document: JsonObject,
  operation: Operation,
  response: Response,
  sampler: Sampler,
  random: Random,
): Record<string, string> {
  const responses = objectAt(document, `${operation.pointer}/responses`) ?? {};
  const key = Object.keys(responses).find((status) => status.toUpperCase() === response.status.toUpperCase());
  const pointer = `${operation.pointer}/responses/${key ?? response.status}`;
  const headers = asJsonObject(objectAt(document, pointer)?.['headers']) ?? {};
  return Object.fromEntries(
    Object.keys(headers).flatMap((name): [string, string][] => {
      if (reservedHeaders.has(name.toLowerCase()) || !isToken(name)) return [];
      const header = objectAt(document, childPointer(pointer, 'headers', name)) ?? {};
      const [example] = namedExamples(document, header).values();
      if (example === undefined && header['required'] !== true) return [];
      const schema = asJsonObject(header['schema']) ?? {};
      const value = example ?? sampler.sample(schema, random, { examples: true, optional: true, branch: 0 });
      const text = serializeHeader(value);
      return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? [[name, text]] : [];
    }),
  );
}

/** Writes a value in style simple (OpenAPI 3.1 §4.8.12.3). */
function serializeHeader(value: Json): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flat().map(String).join(',')
    : String(value);
}
