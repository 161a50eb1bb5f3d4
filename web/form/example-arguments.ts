import { isJsonObject } from '../../src/json/narrow.ts';
import { exampleArguments } from '../../src/runtime/search/example-arguments.ts';
import type { Json, JsonObject, JsonSchema } from '../protocol/mcp-types.ts';

/** Returns example arguments of a tool, from the examples that its descriptions end with. */
export function exampleFor(schema: JsonSchema): JsonObject {
  return exampleArguments(withExamples(schema));
}

/** Returns a schema with the examples of its descriptions in `examples`. */
function withExamples(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => [key, visit(value)]);
  const example = exampleIn(schema['description']);
  return { ...Object.fromEntries(entries), ...(example === undefined ? {} : { examples: [example] }) };
}

function visit(value: Json): Json {
  if (Array.isArray(value)) return value.map(visit);
  return isJsonObject(value) ? withExamples(value) : value;
}

/** Reads the JSON after the last `Example:` of a description. */
function exampleIn(description: Json | undefined): Json | undefined {
  const [, text] = typeof description === 'string' ? (/\bExample: (.+)$/s.exec(description) ?? []) : [];
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
