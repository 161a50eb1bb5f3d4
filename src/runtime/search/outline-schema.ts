import { schemaCapabilities } from '../../schema/capabilities.ts';
import { isJsonObject } from '../../json/narrow.ts';
import { unescapeSegment } from '../../json/pointer.ts';
import { truncate } from '../../json/truncate.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** Limits of an outline: its characters, and the levels that it writes out. */
const maxLength = 1_500;
const maxDepth = 3;

/** Schemas that are visited for one outline, since schemas with shared parts can be very large. */
const maxSchemas = 2_000;

/** Properties that are named of one object. */
const maxProperties = 40;

/**
 * Returns an outline of the values of a schema: `{ id: integer, tags?: string[] }`. A model needs no more, while the
 * schema of a response can have many pages. The outline is as deep as its limit allows.
 */
export function outlineSchema(schema: JsonSchema, definitions: Record<string, JsonSchema>): string {
  let text = '';
  for (let depth = maxDepth; depth > 0; depth -= 1) {
    text = outline(schema, { definitions, depth, passed: [], budget: { left: maxSchemas } });
    if (text.length <= maxLength) return text;
  }
  return truncate(text, maxLength);
}

interface OutlineContext {
  definitions: Record<string, JsonSchema>;
  /** Levels that may still be written out. */
  depth: number;
  /** References on the path to this schema. A recursive schema is written out once. */
  passed: string[];
  budget: { left: number };
}

function outline(given: Json | undefined, context: OutlineContext): string {
  if (!isJsonObject(given) || context.budget.left-- <= 0) return 'any';
  const node = schemaCapabilities.exactIntegers?.stateExactly(given) ?? given;
  const { $ref: reference } = node;
  if (typeof reference === 'string') return outlineReference(reference, context);
  if (Array.isArray(node['enum'])) return joinAlternatives(node['enum'].slice(0, 12).map(literal));
  if (node['const'] !== undefined) return literal(node['const']);
  for (const keyword of ['oneOf', 'anyOf']) {
    const list = node[keyword];
    if (Array.isArray(list) && list.length > 0)
      return joinAlternatives(list.slice(0, 6).map((branch) => outline(branch, context)));
  }
  const { allOf } = node;
  if (Array.isArray(allOf)) {
    const parts = allOf.map((part) => outline(part, context)).filter((part) => part !== 'any');
    const own = node['properties'] === undefined ? [] : [outlineObject(node, context)];
    return [...new Set([...own, ...parts])].join(' & ') || 'any';
  }
  const types = [node['type'] ?? (node['properties'] === undefined ? 'any' : 'object')].flat();
  return joinAlternatives(
    types.map((type) => {
      if (type === 'object') return outlineObject(node, context);
      return type === 'array' ? `${parenthesize(outline(node['items'], context))}[]` : String(type);
    }),
  );
}

function outlineReference(reference: string, context: OutlineContext): string {
  const name = reference.replace('#/$defs/', '');
  const target = context.definitions[decodeName(name)] ?? context.definitions[name];
  if (target === undefined || context.passed.includes(name)) return decodeName(name);
  return outline(target, { ...context, passed: [...context.passed, name] });
}

function decodeName(name: string): string {
  try {
    return unescapeSegment(decodeURIComponent(name));
  } catch {
    return name;
  }
}

function outlineObject(node: JsonObject, context: OutlineContext): string {
  const { properties, required } = node;
  if (!isJsonObject(properties) || Object.keys(properties).length === 0) return 'object';
  if (context.depth === 0) return '{…}';
  const needed = new Set(Array.isArray(required) ? required : []);
  const entries = Object.entries(properties);
  const inner = { ...context, depth: context.depth - 1 };
  const members = entries
    .slice(0, maxProperties)
    .map(([name, value]) => `${name}${needed.has(name) ? '' : '?'}: ${outline(value, inner)}`);
  return `{ ${[...members, ...(entries.length > maxProperties ? ['…'] : [])].join(', ')} }`;
}

function joinAlternatives(texts: string[]): string {
  return [...new Set(texts)].join(' | ') || 'any';
}

function parenthesize(text: string): string {
  return / [|&] /.test(text) && !text.startsWith('{') ? `(${text})` : text;
}

function literal(value: Json): string {
  return JSON.stringify(value);
}
