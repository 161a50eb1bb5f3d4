import { isJsonObject } from '../json/narrow.ts';
import type { Json } from '../json/value.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** A text, a pattern, or a function that decides. */
export type TextMatcher = string | RegExp | ((text: string) => boolean);

/** The parts that a request must have. A part that is left out may be anything. */
export interface RequestMatcher {
  method?: string;
  /** The path as it is sent, with percent-encoding. */
  path?: TextMatcher;
  /** Parameters of the query, decoded. Others may be there. */
  query?: Record<string, TextMatcher | string[] | undefined>;
  /** Headers by their names in any case; `undefined` for one that must not be there. */
  headers?: Record<string, TextMatcher | undefined>;
  /** A text or pattern for the bytes, or a value that the JSON body must contain. */
  body?: TextMatcher | Exclude<Json, string>;
}

/** Returns true if a request has every part of a matcher. */
export function matchesRequest(request: RecordedRequest, matcher: RequestMatcher): boolean {
  const { method, path, query = {}, headers = {}, body } = matcher;
  return (
    (method === undefined || method.toUpperCase() === request.method) &&
    (path === undefined || matchesText(request.path, path)) &&
    Object.entries(query).every(([name, wanted]) => matchesQuery(request.query[name], wanted)) &&
    Object.entries(headers).every(([name, wanted]) =>
      matchesQuery(request.headers[name.toLowerCase()], wanted),
    ) &&
    (body === undefined || matchesBody(request.body, body))
  );
}

/** Returns a request in one line, for messages. */
export function printRequest({ method, target, body }: RecordedRequest): string {
  const text = body.toString('utf8');
  return `${method} ${target}${text === '' ? '' : ` ${text.length > 200 ? `${text.slice(0, 200)}…` : text}`}`;
}

function matchesQuery(
  value: string | string[] | undefined,
  wanted: TextMatcher | string[] | undefined,
): boolean {
  if (wanted === undefined || value === undefined) return value === wanted;
  const values = [value].flat();
  if (Array.isArray(wanted))
    return values.length === wanted.length && values.every((text, at) => text === wanted[at]);
  return values.some((text) => matchesText(text, wanted));
}

function matchesText(text: string, wanted: TextMatcher): boolean {
  if (typeof wanted === 'function') return wanted(text);
  return typeof wanted === 'string' ? text === wanted : text.search(wanted) !== -1;
}

function matchesBody(body: Buffer, wanted: NonNullable<RequestMatcher['body']> | null): boolean {
  const text = body.toString('utf8');
  if (typeof wanted === 'string' || wanted instanceof RegExp || typeof wanted === 'function')
    return matchesText(text, wanted);
  try {
    return contains(JSON.parse(text), wanted);
  } catch {
    return false;
  }
}

/** Returns true if a value has every property of another; lists have the same length. */
function contains(value: unknown, wanted: Json): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((item, index) => contains(value[index], item))
    );
  if (!isJsonObject(wanted)) return value === wanted;
  return (
    isJsonObject(value) &&
    Object.entries(wanted).every(([key, item]) => Object.hasOwn(value, key) && contains(value[key], item))
  );
}
