import { optional } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { asArray, asJsonObject, asScalarText, asString } from '../json/narrow.ts';
import type { ServerDescriptor, ServerVariableDescriptor } from '../descriptor.ts';

/** A list of servers; `undefined` where none is declared (OpenAPI 3.1 §4.8.5). */
export function readServers(node: unknown): ServerDescriptor[] | undefined {
  const servers = (asArray(node) ?? []).flatMap((item): ServerDescriptor[] => {
    const server = asJsonObject(item);
    const url = asString(server?.['url']);
    if (server === undefined || url === undefined) return [];
    const variables = Object.entries(asJsonObject(server['variables']) ?? {}).map(
      ([name, value]) => [name, readVariable(value)] as const,
    );
    return [
      {
        url,
        ...optional('name', asText(server['name'])),
        ...optional('description', asText(server['description'])),
        ...optional('variables', variables.length === 0 ? undefined : Object.fromEntries(variables)),
      },
    ];
  });
  return servers.length === 0 ? undefined : servers;
}

/** YAML gives ports and versions as numbers; they are text here. */
function readVariable(node: unknown): ServerVariableDescriptor {
  const variable = asJsonObject(node) ?? {};
  const values = asArray(variable['enum'])?.flatMap((value) => asScalarText(value) ?? []);
  return {
    default: asScalarText(variable['default']) ?? values?.[0] ?? '',
    ...optional('enum', values),
    ...optional('description', asText(variable['description'])),
  };
}
