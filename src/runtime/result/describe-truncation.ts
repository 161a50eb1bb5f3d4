import { filterFrom, formatTruncation } from './truncation.ts';
import type { Truncation } from './truncation.ts';
import type { NextPage, Pagination } from '../response/pagination.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** More truncations than these are only counted. */
const maxListed = 5;

/** A key can be as long as the response. */
const maxExpressionLength = 300;

/** Ways to get the rest of a truncated response. */
export interface RestHints {
  /** The arguments of the call. */
  args?: JsonObject;
  pagination?: Pagination;
  next?: NextPage | undefined;
  /** True if the operation has the argument `resultFilter`. */
  hasFilter?: boolean;
  /** URI of the whole body. */
  resource?: string | undefined;
}

/**
 * Returns lines that name the truncated parts and the ways to get the rest. Returns an empty text if nothing was
 * truncated and no page follows.
 */
export function describeTruncations(truncations: Truncation[], hints: RestHints = {}): string {
  const next = nextPageNotes(hints);
  if (truncations.length === 0) return next.join('\n');
  const ways = [...pagingWays(truncations, hints), ...filterWays(truncations, hints), ...resourceWays(hints)];
  const rest =
    ways.length > 0
      ? `For the rest: ${ways.join('; or ')}.`
      : 'For the rest: request less at a time, or let the operator of this server raise --max-result-chars.';
  return [`Truncated to fit: ${listTruncations(truncations)}.`, rest, ...next].join('\n');
}

function nextPageNotes({ next }: RestHints): string[] {
  if (next?.args !== undefined) return [`Next page: call again with ${formatArguments(next.args)}.`];
  return next?.address === undefined ? [] : [`Next page, which no argument selects: ${next.address}`];
}

function listTruncations(truncations: Truncation[]): string {
  const outerFirst = truncations.toSorted((one, other) => one.path.length - other.path.length);
  const more = truncations.length - maxListed;
  return [
    ...outerFirst.slice(0, maxListed).map(formatTruncation),
    ...(more > 0 ? [`and ${more} more places`] : []),
  ].join('; ');
}

/** Suggests a smaller page, or the items after the last one that is whole. */
function pagingWays(truncations: Truncation[], { pagination = {}, args = {} }: RestHints): string[] {
  // The items after a filter are not the items that the API counts.
  if (args['resultFilter'] !== undefined) return [];
  const list = findList(truncations);
  // The arguments do not page through a list inside an item.
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
  /** The number of items before the first one that is missing or truncated. */
  whole: number;
}

/** Returns the outermost list that was truncated. */
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
  const picks = 'pass resultFilter, a JMESPath expression that picks what is needed';
  if (list === undefined || list.whole === 0) return [picks];
  const given = args['resultFilter'];
  const rest = filterFrom(list.path, list.whole);
  const expression = typeof given === 'string' ? `${given} | ${rest}` : rest;
  return [expression.length > maxExpressionLength ? picks : `${picks} (${expression} is what was left out)`];
}

function resourceWays({ resource }: RestHints): string[] {
  return resource === undefined
    ? []
    : [`read the resource ${resource}, which holds the whole response for some minutes`];
}

function formatArguments(args: JsonObject): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join(', ');
}

function formatValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
