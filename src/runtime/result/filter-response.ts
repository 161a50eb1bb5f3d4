import { isOpenApiMcpError } from '../../errors.ts';
import { writeJson } from '../../json/exact-json.ts';
import { largeIntegers, quoteLargeIntegers } from '../../json/large-integers.ts';
import { mapValues } from '../../json/map-values.ts';
import { isWireObject } from '../../json/narrow.ts';
import { compileFilter } from './filter.ts';
import type { FilterResponse } from '../capability-types.ts';
import type { Json, WireValue } from '../../json/value.ts';

/**
 * Returns a function that filters responses with a JMESPath expression. If the filter does not fit, the response is
 * returned unchanged, with a note: an error would cost a second call.
 *
 * @throws OpenApiMcpError FILTER_INVALID
 */
export async function openFilter(expression: string): Promise<FilterResponse> {
  const filter = await compileFilter(expression);
  return (body) => {
    if (body.kind !== 'json')
      return { body, notes: ['resultFilter was not applied: the response is not JSON.'] };
    try {
      const value = filter(JSON.parse(quoteLargeIntegers(body.text)) as Json);
      return { body: { ...body, value, text: writeWithDigits(value, body.text) }, notes: [] };
    } catch (error) {
      if (!isOpenApiMcpError(error)) throw error;
      return { body, notes: [`${error.message}. The response is not filtered.`] };
    }
  };
}

/** Writes large integers, which were strings for the filter, as numbers again if the API sent numbers. */
function writeWithDigits(value: Json, sent: string): string {
  const digits = largeIntegers(sent);
  const restore = (node: Json): WireValue => {
    if (typeof node === 'string') return digits.has(node) ? BigInt(node) : node;
    if (Array.isArray(node)) return node.map(restore);
    return isWireObject(node) ? mapValues(node, restore) : node;
  };
  return digits.size === 0 ? JSON.stringify(value) : writeJson(restore(value));
}
