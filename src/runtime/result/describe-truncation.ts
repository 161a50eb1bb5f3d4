import { formatTruncation } from './truncation.ts';
import type { TruncatedList, Truncation } from './truncation.ts';
import type { NextPage, Pagination } from '../response/pagination.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** More truncations than these are only counted. */
const maxListed = 5;

/** Ways to get the rest of a truncated response. */
export interface RestHints {
  /** The arguments of the call. */
  args?: JsonObject;
  pagination?: Pagination;
  next?: NextPage | undefined;
  /** Returns the ways of a filter to get the rest of a list. Absent if the operation takes no filter. */
  filterWays?: ((list: TruncatedList | undefined) => string[]) | undefined;
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
  const list = findList(truncations);
  const ways = [...pagingWays(list, hints), ...(hints.filterWays?.(list) ?? []), ...resourceWays(hints)];
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
function pagingWays(list: TruncatedList | undefined, { pagination = {}, args = {} }: RestHints): string[] {
  // The items after a filter are not the items that the API counts.
  if (args['resultFilter'] !== undefined) return [];
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
