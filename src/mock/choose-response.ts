import { isToken } from '../http/token.ts';
import { essence, isJson, orderContent } from '../http/media-type.ts';
import { asJsonObject, asString } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import { matches } from './read-request-body.ts';
import { sentType } from './write-media.ts';
import { locate, namedExamples } from './locate.ts';
import type { Preferences } from './prefer-header.ts';
import type { Random } from './random.ts';
import type { Sampler } from './sampler.ts';
import type { MediaType, Operation, Response } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A declared response, and the status that it is sent with. */
export interface ChosenResponse {
  status: number;
  /** Absent for a status that the operation does not declare. */
  response: Response | undefined;
}

/** The response of a status that is asked for, else the first success (OpenAPI 3.1 §4.8.16). */
export function chooseResponse({ responses }: Operation, { code }: Preferences): ChosenResponse {
  if (code !== undefined) return { status: code, response: declared(responses, code) };
  const successes = responses
    .filter(({ status }) => status.startsWith('2'))
    .toSorted((one, other) => one.status.localeCompare(other.status));
  const fallback = responses.find(({ status }) => status === 'default');
  const other = responses.find(({ status }) => /^[345]/.test(status));
  const response = successes[0] ?? fallback ?? other;
  const status =
    response === undefined || response.status === 'default'
      ? 200
      : Number(response.status.replace('XX', '00'));
  return { status, response };
}

/** Exact before ranges, ranges before `default`. */
export function declared(responses: Response[], code: number): Response | undefined {
  return [String(code), `${String(code)[0] ?? ''}XX`, 'default']
    .map((status) => responses.find((response) => response.status === status))
    .find((response) => response !== undefined);
}

/** The media type that the client likes best (RFC 9110 §12.5.1); JSON first where it does not mind. */
export function chooseMedia({ content }: Response, accept: string | undefined): MediaType | undefined {
  const ranges = (accept ?? '*/*').split(',').map((item) => {
    const quality = Number(/;\s*q=([\d.]+)/i.exec(item)?.[1] ?? 1);
    const type = essence(item);
    return { type, quality, precision: type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2 };
  });
  const quality = (media: MediaType): number => {
    const [best] = ranges
      .filter(({ type }) => matches(type, sentType(media)))
      .toSorted((one, other) => other.precision - one.precision);
    return best?.quality ?? 0;
  };
  return orderContent(content).toSorted((one, other) => quality(other) - quality(one))[0];
}

/** Headers that the server writes by itself. */
const ownHeaders = new Set([
  'content-type',
  'content-length',
  'transfer-encoding',
  'connection',
  'date',
  'content-encoding',
]);

/** Declared headers that are required or have an example (OpenAPI 3.1 §4.8.21). */
export function sampleHeaders(
  document: JsonObject,
  operation: Operation,
  response: Response,
  sampler: Sampler,
  random: Random,
): Record<string, string> {
  const responses = locate(document, `${operation.pointer}/responses`) ?? {};
  const key = Object.keys(responses).find((status) => status.toUpperCase() === response.status.toUpperCase());
  const pointer = `${operation.pointer}/responses/${key ?? response.status}`;
  const headers = asJsonObject(locate(document, pointer)?.['headers']) ?? {};
  return Object.fromEntries(
    Object.keys(headers).flatMap((name): [string, string][] => {
      if (ownHeaders.has(name.toLowerCase()) || !isToken(name)) return [];
      const header = locate(document, childPointer(pointer, 'headers', name)) ?? {};
      const [example] = namedExamples(document, header).values();
      if (example === undefined && header['required'] !== true) return [];
      const schema = asJsonObject(header['schema']) ?? {};
      const value = example ?? sampler.sample(schema, random, { examples: true, optional: true, branch: 0 });
      const text = headerText(value);
      return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? [[name, text]] : [];
    }),
  );
}

/** Style simple (OpenAPI 3.1 §4.8.12.3). */
function headerText(value: Json): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flat().map(String).join(',')
    : String(value);
}

/** Whether a value of this media type can be kept and given back. */
export function isStructured(media: MediaType | undefined): media is MediaType {
  return media !== undefined && (isJson(media.mediaType) || asString(media.mediaType) === '*/*');
}
