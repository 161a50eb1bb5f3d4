import { isJsonObject } from '../../json/narrow.ts';
import { quoteLargeIntegers } from '../../json/large-integers.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

/** Deeper values overflow the stack of whoever writes, reads or checks them. */
const maximumDepth = 500;

/**
 * Under an object root an object stands as it is and anything else under `result`; under other roots the value does,
 * which the SDK wraps for clients that need an object. Without a schema only JSON has structured content.
 */
export function structuredContent(
  answer: ResponseData,
  outputSchema: JsonSchema | undefined,
): Json | undefined {
  const isStructure = answer.kind === 'json' && !isDeeper(answer.value, maximumDepth);
  if (outputSchema === undefined && !isStructure) return undefined;
  const value = isStructure ? exact(answer.value, answer.text) : 'text' in answer ? answer.text : null;
  if (outputSchema?.['type'] !== 'object' || isJsonObject(value)) return value;
  return { result: value };
}

function isDeeper(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1));
}

/** Integers beyond 2^53 become strings with every digit; the text keeps them as they were sent. */
function exact(value: Json, text: string): Json {
  const quoted = quoteLargeIntegers(text);
  return quoted === text ? value : (JSON.parse(quoted) as Json);
}
