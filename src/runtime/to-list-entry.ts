import { omitUndefined } from '../json/omit-undefined.ts';
import type { Resource, Tool } from './protocol.ts';
import type { JsonSchema } from '../json/value.ts';

/** The properties that the entries of all lists share. */
interface ListEntry {
  name: string;
  title?: string;
  description?: string;
}

/** An operation or a custom tool. */
type ToolSource = ListEntry & Pick<Tool, 'outputSchema' | 'annotations'> & { inputSchema?: JsonSchema };

/** Returns the entry of `tools/list`. */
export function toTool({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: ToolSource): Tool {
  const schema = { ...inputSchema, type: 'object' as const };
  return omitUndefined({ name, title, description, inputSchema: schema, outputSchema, annotations });
}

/** Returns an entry of `resources/list` or `resources/templates/list` without its URI. */
export function toResourceEntry(
  { name, title, description }: ListEntry,
  { mimeType }: Pick<Resource, 'mimeType'>,
): Omit<Resource, 'uri'> {
  return omitUndefined({ name, title, description, mimeType });
}
