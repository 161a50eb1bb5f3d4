import type { Answer } from './answer.ts';
import type { Json, JsonObject, JsonSchema } from './types.ts';

/**
 * Under an object root an object stands as it is and anything else under `result`; under other roots the value does,
 * which the SDK wraps for clients that need an object. Without a schema only JSON has structured content.
 */
export function structuredContent(answer: Answer, outputSchema: JsonSchema | undefined): Json | undefined {
  if (outputSchema === undefined && answer.kind !== 'json') return undefined;
  const value =
    answer.kind === 'json' ? exact(answer.value, answer.text) : answer.kind === 'text' ? answer.text : null;
  if (outputSchema?.['type'] !== 'object' || isObject(value)) return value;
  return { result: value };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Integers beyond 2^53 become strings with every digit; the text keeps them as they were sent. */
function exact(value: Json, text: string): Json {
  if (!/\d{16}/.test(text)) return value;
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
  return JSON.parse(quoted) as Json;
}
