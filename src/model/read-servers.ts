import { omitUndefined } from '../json/omit-undefined.ts';
import { childPointer } from '../json/pointer.ts';
import { withScheme } from './server-authority.ts';
import { asText } from './visible-text.ts';
import type { ReadingContext } from './reading-context.ts';
import { asArray, asJsonObject, asScalarText, asString } from '../json/narrow.ts';
import type { ServerDescriptor, ServerVariableDescriptor } from '../descriptor.ts';

/** Reads a list of servers; returns `undefined` if it has none (OpenAPI 3.1 §4.8.5). */
export function readServers(
  node: unknown,
  pointer: string,
  { location, report }: Pick<ReadingContext, 'location' | 'report'>,
): ServerDescriptor[] | undefined {
  const servers = (asArray(node) ?? []).flatMap((item, index): ServerDescriptor[] => {
    const server = asJsonObject(item);
    const given = asString(server?.['url']);
    if (server === undefined || given === undefined) return [];
    const repaired = withScheme(given, location);
    const url = repaired ?? given;
    if (repaired !== undefined)
      report({
        kind: 'repaired',
        pointer: childPointer(pointer, 'servers', index, 'url'),
        message: `a host without a scheme was read as ${JSON.stringify(repaired)}`,
      });
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
