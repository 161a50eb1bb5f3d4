import { isIdentifier } from './truncation.ts';
import type { ResponseFilters } from '../capability-types.ts';
import type { TruncatedList, Truncation } from './truncation.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Json } from '../../json/value.ts';

/** A key can be as long as the response. */
const maxExpressionLength = 300;

/** The filters of responses. Their code is loaded on first use. */
export const filters: ResponseFilters = {
  open: async (expression) => (await import('./filter-response.ts')).openFilter(expression),
  openFor(operation, { resultFilter: expression }) {
    return typeof expression === 'string' && takesFilter(operation) ? filters.open(expression) : undefined;
  },
  waysOf(operation, { resultFilter: given }) {
    return takesFilter(operation) ? (list) => [filterWay(list, given)] : undefined;
  },
};

/** Returns true for an operation that was described with the argument `resultFilter`. */
export function takesFilter({ inputSchema }: Pick<OperationDescriptor, 'inputSchema'>): boolean {
  const properties = inputSchema['properties'];
  return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, 'resultFilter');
}

/** Suggests a filter that picks what is needed, and the one that picks what was left out of a list. */
function filterWay(list: TruncatedList | undefined, given: Json | undefined): string {
  const picks = 'pass resultFilter, a JMESPath expression that picks what is needed';
  if (list === undefined || list.whole === 0) return picks;
  const rest = filterFrom(list.path, list.whole);
  const expression = typeof given === 'string' ? `${given} | ${rest}` : rest;
  return expression.length > maxExpressionLength ? picks : `${picks} (${expression} is what was left out)`;
}

/** Returns a JMESPath expression for the items of an array from an index on. */
function filterFrom(path: Truncation['path'], index: number): string {
  const steps = path.map((step, position) => {
    if (typeof step === 'number') return `[${step}]`;
    return `${position === 0 ? '' : '.'}${isIdentifier(step) ? step : JSON.stringify(step)}`;
  });
  return `${steps.join('')}[${index}:]`;
}
