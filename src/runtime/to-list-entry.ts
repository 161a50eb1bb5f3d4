import type { Tool } from './protocol.ts';
import type { JsonSchema } from '../json/value.ts';

/** What every list says of an entry. */
interface ListEntry {
  name: string;
  title?: string;
  description?: string;
}

/** An operation, or a tool that is none. */
type ToolSource = ListEntry & Pick<Tool, 'outputSchema' | 'annotations'> & { inputSchema?: JsonSchema };

export function toListEntry({ name, title, description }: ListEntry): ListEntry {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
}

/** A tool as `tools/list` shows it. */
export function toTool(described: ToolSource): Tool {
  const { inputSchema, outputSchema, annotations } = described;
  return {
    ...toListEntry(described),
    inputSchema: { ...inputSchema, type: 'object' },
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
