import type { ApiDescriptor, SharedDescriptor } from '../descriptor.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** Replaces the names of shared schemas with the schemas, in place: one object then stands in many places. */
export function withSharedSchemas({ sharedSchemas, ...api }: SharedDescriptor): ApiDescriptor {
  const filled = new Set<string>();

  function schema(node: JsonSchema): JsonSchema {
    const name = node['$shared'];
    if (typeof name === 'string') return shared(name);
    for (const key of Object.keys(node)) {
      const value = node[key];
      if (typeof value !== 'object' || value === null) continue;
      if (Array.isArray(value)) fillList(value);
      else node[key] = schema(value);
    }
    return node;
  }

  function fillList(list: Json[]): void {
    for (const [index, value] of list.entries()) {
      if (typeof value !== 'object' || value === null) continue;
      if (Array.isArray(value)) fillList(value);
      else list[index] = schema(value);
    }
  }

  /** Expands each shared schema once, because shared schemas can name one another. */
  function shared(name: string): JsonSchema {
    const node = sharedSchemas[name] ?? {};
    if (filled.has(name)) return node;
    filled.add(name);
    return schema(node);
  }

  const operations = api.operations.map((operation) => {
    const { inputSchema, outputSchema } = operation;
    const output = outputSchema === undefined ? {} : { outputSchema: schema(outputSchema) };
    return { ...operation, inputSchema: schema(inputSchema), ...output };
  });
  return { ...api, operations };
}
