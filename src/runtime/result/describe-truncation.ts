import { filterFrom, formatTruncation } from './truncation.ts';
import type { Truncation } from './truncation.ts';
import type { Pagination } from '../response/pagination.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** More truncations than these are only counted. */
const maxListed = 5;

/** Keys can be as long as the answer. */
const longestExpression = 300;

/** What is known of ways to the rest of an answer. */
export interface RestHints {
  /** The arguments of the call. */
  args?: JsonObject;
  pagination?: Pagination;
  /** Arguments of the page after this one, as the `Link` header has them. */
  next?: JsonObject | undefined;
  /** Whether the operation takes `_filter`. */
  hasFilter?: boolean;
  /** Where the untouched body can be read. */
  resource?: string | undefined;
}

/** What was cut and how to get the rest, in a few lines; empty where nothing was cut and no page follows. */
export function describeTruncations(truncations: Truncation[], hints: RestHints = {}): string {
  const next = hints.next === undefined ? [] : [`Next page: call again with ${formatArguments(hints.next)}.`];
  if (truncations.length === 0) return next.join('\n');
  const ways = [...pagingWays(truncations, hints), ...filterWays(truncations, hints), ...resourceWays(hints)];
  const advice =
    ways.length > 0
      ? `For the rest: ${ways.join('; or ')}.`
      : 'For the rest: ask for less at a time, or have --max-result-chars raised where this server is started.';
  return [`Cut to fit: ${listTruncations(truncations)}.`, advice, ...next].join('\n');
}

function listTruncations(truncations: Truncation[]): string {
  const outerFirst = truncations.toSorted((one, other) => one.path.length - other.path.length);
  const more = truncations.length - maxListed;
  return [
    ...outerFirst.slice(0, maxListed).map(formatTruncation),
    ...(more > 0 ? [`and ${more} more places`] : []),
  ].join('; ');
}

/** Asking for fewer items, or for those after the last one that is whole. */
function pagingWays(truncations: Truncation[], { pagination = {}, args = {} }: RestHints): string[] {
  // What a filter left is not counted as the API counts.
  if (args['_filter'] !== undefined) return [];
  const list = findList(truncations);
  // Items of one item are not what arguments page through.
  if (list === undefined || list.whole === 0 || list.path.some((step) => typeof step === 'number')) return [];
  const { size, offset, page, cursor } = pagination;
  const passed = offset === undefined ? Number.NaN : Number(args[offset] ?? 0);
  if (offset !== undefined && Number.isSafeInteger(passed))
    return [`call again with ${offset}=${passed + list.whole}`];
  if (size === undefined) return [];
  const position = page ?? cursor;
  const onward = position === undefined ? '' : ` and go on with ${position}`;
  return [`call again with ${size}=${list.whole}${onward}`];
}

interface TruncatedList {
  path: Truncation['path'];
  /** Items before the first that is missing or was cut itself. */
  whole: number;
}

/** The outermost list that was cut. */
function findList(truncations: Truncation[]): TruncatedList | undefined {
  const [list] = truncations
    .filter(({ unit }) => unit === 'items')
    .toSorted((one, other) => one.path.length - other.path.length);
  if (list === undefined) return undefined;
  const { path, kept } = list;
  const isPartial = truncations.some(
    (cut) => cut.path[path.length] === kept - 1 && path.every((step, index) => cut.path[index] === step),
  );
  return { path, whole: isPartial ? kept - 1 : kept };
}

function filterWays(truncations: Truncation[], { hasFilter, args = {} }: RestHints): string[] {
  if (hasFilter !== true) return [];
  const list = findList(truncations);
  const picks = 'pass _filter, a JMESPath expression that picks what is needed';
  if (list === undefined || list.whole === 0) return [picks];
  const given = args['_filter'];
  const rest = filterFrom(list.path, list.whole);
  const expression = typeof given === 'string' ? `${given} | ${rest}` : rest;
  return [expression.length > longestExpression ? picks : `${picks} (${expression} is what was left out)`];
}

function resourceWays({ resource }: RestHints): string[] {
  return resource === undefined
    ? []
    : [`read the resource ${resource}, the whole answer, kept for some minutes`];
}

function formatArguments(args: JsonObject): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join(', ');
}

function formatValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
