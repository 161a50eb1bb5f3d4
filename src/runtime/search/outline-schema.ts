import { isJsonObject } from '../../json/narrow.ts';
import { unescapeSegment } from '../../json/pointer.ts';
import { truncate } from '../../json/truncate.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** Characters that a shape may have, and levels of it that are written out. */
const longest = 1_500;
const deepest = 3;

/** Schemas that are looked at for one shape: those that share their parts can be more than there is time for. */
const mostSchemas = 2_000;

/** Properties of one object that are named. */
const mostProperties = 40;

/**
 * The shape of values of a schema in a few words, `{ id: integer, tags?: string[] }`: a model needs no more to know what
 * it will get, and schemas of answers can have many pages. The deepest level that fits is the last.
 */
export function outlineSchema(schema: JsonSchema, definitions: Record<string, JsonSchema>): string {
  let text = '';
  for (let depth = deepest; depth > 0; depth -= 1) {
    text = shape(schema, { definitions, depth, passed: [], budget: { left: mostSchemas } });
    if (text.length <= longest) return text;
  }
  return truncate(text, longest);
}

interface OutlineContext {
  definitions: Record<string, JsonSchema>;
  /** Levels that may still be written out. */
  depth: number;
  /** References on the way here: what holds itself is named once. */
  passed: string[];
  budget: { left: number };
}

function shape(node: Json | undefined, place: OutlineContext): string {
  if (!isJsonObject(node) || place.budget.left-- <= 0) return 'any';
  const { $ref: reference } = node;
  if (typeof reference === 'string') return ofReference(reference, place);
  if (Array.isArray(node['enum'])) return alternatives(node['enum'].slice(0, 12).map(literal));
  if (node['const'] !== undefined) return literal(node['const']);
  for (const keyword of ['oneOf', 'anyOf']) {
    const list = node[keyword];
    if (Array.isArray(list) && list.length > 0)
      return alternatives(list.slice(0, 6).map((branch) => shape(branch, place)));
  }
  const { allOf } = node;
  if (Array.isArray(allOf)) {
    const parts = allOf.map((part) => shape(part, place)).filter((part) => part !== 'any');
    const own = node['properties'] === undefined ? [] : [ofObject(node, place)];
    return [...new Set([...own, ...parts])].join(' & ') || 'any';
  }
  const types = [node['type'] ?? (node['properties'] === undefined ? 'any' : 'object')].flat();
  return alternatives(
    types.map((type) => {
      if (type === 'object') return ofObject(node, place);
      return type === 'array' ? `${grouped(shape(node['items'], place))}[]` : String(type);
    }),
  );
}

function ofReference(reference: string, place: OutlineContext): string {
  const name = reference.replace('#/$defs/', '');
  const target = place.definitions[decodeName(name)] ?? place.definitions[name];
  if (target === undefined || place.passed.includes(name)) return decodeName(name);
  return shape(target, { ...place, passed: [...place.passed, name] });
}

function decodeName(name: string): string {
  try {
    return unescapeSegment(decodeURIComponent(name));
  } catch {
    return name;
  }
}

function ofObject(node: JsonObject, place: OutlineContext): string {
  const { properties, required } = node;
  if (!isJsonObject(properties) || Object.keys(properties).length === 0) return 'object';
  if (place.depth === 0) return '{…}';
  const needed = new Set(Array.isArray(required) ? required : []);
  const entries = Object.entries(properties);
  const inner = { ...place, depth: place.depth - 1 };
  const members = entries
    .slice(0, mostProperties)
    .map(([name, value]) => `${name}${needed.has(name) ? '' : '?'}: ${shape(value, inner)}`);
  return `{ ${[...members, ...(entries.length > mostProperties ? ['…'] : [])].join(', ')} }`;
}

function alternatives(texts: string[]): string {
  return [...new Set(texts)].join(' | ') || 'any';
}

function grouped(text: string): string {
  return / [|&] /.test(text) && !text.startsWith('{') ? `(${text})` : text;
}

function literal(value: Json): string {
  return JSON.stringify(value);
}
