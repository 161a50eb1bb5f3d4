import { isJsonObject } from '../../json/narrow.ts';
import { quoteLargeIntegers } from '../../json/large-integers.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

/** Deeper values overflow the stack of programs that write, read or check them. */
const maxDepth = 500;

/**
 * Returns the structured content of a response. Under an object root it is the object, or `{ result: value }` for any
 * other value. Under other roots it is the value, which the SDK wraps for clients that need an object. Without a
 * schema only JSON has structured content.
 */
export function structuredContent(
  body: ResponseData,
  outputSchema: JsonSchema | undefined,
): Json | undefined {
  const isStructure = body.kind === 'json' && !isDeeper(body.value, maxDepth);
  if (outputSchema === undefined && !isStructure) return undefined;
  const value = isStructure ? exact(body.value, body.text) : 'text' in body ? body.text : null;
  if (outputSchema?.['type'] !== 'object' || isJsonObject(value)) return value;
  return { result: value };
}

function isDeeper(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1));
}

/** Writes integers beyond 2^53 as strings with every digit. The text content keeps the numbers. */
function exact(value: Json, text: string): Json {
  const quoted = quoteLargeIntegers(text);
  return quoted === text ? value : (JSON.parse(quoted) as Json);
}
