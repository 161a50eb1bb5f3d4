import type { Tool } from './protocol.ts';
import type { JsonSchema } from '../json/value.ts';

/** What every list says of an entry. */
interface Named {
  name: string;
  title?: string;
  description?: string;
}

/** An operation, or a tool that is none. */
type Described = Named & Pick<Tool, 'outputSchema' | 'annotations'> & { inputSchema?: JsonSchema };

export function toNamed({ name, title, description }: Named): Named {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
}

/** A tool as `tools/list` shows it. */
export function toTool(described: Described): Tool {
  const { inputSchema, outputSchema, annotations } = described;
  return {
    ...toNamed(described),
    inputSchema: { ...inputSchema, type: 'object' },
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
