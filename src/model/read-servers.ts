import { omitUndefined } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { asArray, asJsonObject, asScalarText, asString } from '../json/narrow.ts';
import type { ServerDescriptor, ServerVariableDescriptor } from '../descriptor.ts';

/** Reads a list of servers; returns `undefined` if it has none (OpenAPI 3.1 §4.8.5). */
export function readServers(node: unknown): ServerDescriptor[] | undefined {
  const servers = (asArray(node) ?? []).flatMap((item): ServerDescriptor[] => {
    const server = asJsonObject(item);
    const url = asString(server?.['url']);
    if (server === undefined || url === undefined) return [];
    const variables = Object.entries(asJsonObject(server['variables']) ?? {}).map(
      ([name, value]) => [name, readVariable(value)] as const,
    );
    return [
      omitUndefined({
        url,
        name: asText(server['name']),
        description: asText(server['description']),
        variables: variables.length === 0 ? undefined : Object.fromEntries(variables),
      }),
    ];
  });
  return servers.length === 0 ? undefined : servers;
}

/** Reads a server variable. Values are strings, but YAML reads ports and versions as numbers. */
function readVariable(node: unknown): ServerVariableDescriptor {
  const variable = asJsonObject(node) ?? {};
  const values = asArray(variable['enum'])?.flatMap((value) => asScalarText(value) ?? []);
  return omitUndefined({
    default: asScalarText(variable['default']) ?? values?.[0] ?? '',
    enum: values,
    description: asText(variable['description']),
  });
}
