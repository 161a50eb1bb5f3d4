import { asString, isJsonObject } from '../../json/narrow.ts';
import type { Completion } from '../protocol.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Json } from '../../json/value.ts';

/** The limit of MCP for one completion. */
const maxValues = 100;

/** Returns the values of a template variable that its schema names: enum, const, boolean, default and examples. */
export function completeVariable(
  operation: OperationDescriptor,
  variable: string,
  typed: string,
): Completion {
  const found = operation.resource?.variables.find(({ name }) => name === variable);
  const { properties, $defs } = operation.inputSchema as Record<string, Record<string, Json> | undefined>;
  const schema = found === undefined ? undefined : properties?.[found.argument];
  const known = [...new Set([...namedValues(schema, $defs ?? {}), ...texts(found?.examples ?? [])])];
  const matching = known.filter((value) => value.toLowerCase().startsWith(typed.toLowerCase()));
  return {
    values: matching.slice(0, maxValues),
    total: matching.length,
    hasMore: matching.length > maxValues,
  };
}

function namedValues(
  node: Json | undefined,
  definitions: Record<string, Json>,
  visited = new Set<Json>(),
): string[] {
  if (!isJsonObject(node) || visited.has(node)) return [];
  visited.add(node);
  const read = (child: Json | undefined): string[] => namedValues(child, definitions, visited);
  const own = [node['enum'], node['examples']].flatMap((list) => (Array.isArray(list) ? list : []));
  const single = [node['const'], node['default']].filter((value) => value !== undefined);
  const booleans = [node['type']].flat().includes('boolean') ? [true, false] : [];
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => {
    const list = node[keyword];
    return Array.isArray(list) ? list.flatMap(read) : [];
  });
  const name = asString(node['$ref'])?.replace('#/$defs/', '');
  const target = name === undefined ? [] : read(definitions[name]);
  return [...texts([...own, ...single, ...booleans]), ...read(node['items']), ...branches, ...target];
}

/** Returns the scalars of a list, and of the lists in it, as texts. */
function texts(values: Json[]): string[] {
  return values
    .flat()
    .filter((value) => value !== null && typeof value !== 'object')
    .map(String);
}
