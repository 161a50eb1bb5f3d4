import type { Tool } from './protocol.ts';
import type { JsonSchema } from '../json/value.ts';

/** The properties that the entries of all lists share. */
interface ListEntry {
  name: string;
  title?: string;
  description?: string;
}

/** An operation or a custom tool. */
type ToolSource = ListEntry & Pick<Tool, 'outputSchema' | 'annotations'> & { inputSchema?: JsonSchema };

/** Returns the properties of an entry that all lists share. */
export function toListEntry({ name, title, description }: ListEntry): ListEntry {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
}

/** Returns the entry of `tools/list`. */
export function toTool(described: ToolSource): Tool {
  const { inputSchema, outputSchema, annotations } = described;
  return {
    ...toListEntry(described),
    inputSchema: { ...inputSchema, type: 'object' },
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
