import { typesOf } from '../../schema/schema-types.ts';
import { parseLinkHeader } from '../../http/link-header.ts';
import type { OperationDescriptor, ParameterBinding } from '../../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** Arguments by which an operation answers a part of a list. */
export interface Pagination {
  /** How many items. */
  size?: string;
  /** How many items to pass over. */
  offset?: string;
  /** Which page. */
  page?: string;
  /** Where to go on, as an answer said. */
  cursor?: string;
}

/** Names by what they are for, most telling first; compared without case and punctuation. */
const names: Record<keyof Pagination, string[]> = {
  size: words(`limit perpage pagesize pagelimit maxresults maxitems maxpagesize resultsperpage itemsperpage
    numresults top take first rows size count maxrecords maxkeys`),
  offset: words('offset skip pageoffset startindex startat startposition start'),
  page: words('page pagenumber pageno pagenum pageindex currentpage'),
  cursor: words(`cursor pagecursor nextcursor after pageafter startingafter pagetoken nextpagetoken nexttoken
    continuationtoken continuation continue skiptoken marker startafter bookmark exclusivestartkey scrollid
    before pagebefore endingbefore`),
};

function words(text: string): string[] {
  return text.split(/\s+/);
}

/** The arguments that page through what an operation answers, as far as their names tell. */
export function findPagination({ parameters, inputSchema }: OperationDescriptor): Pagination {
  const query = parameters.filter((binding) => binding.in === 'query');
  const properties = (inputSchema['properties'] ?? {}) as Record<string, JsonSchema>;

  function find(role: keyof Pagination): string | undefined {
    const fitting = query.filter(({ argument }) => {
      const types = typesOf(properties[argument] ?? {}, inputSchema);
      return types.has('number') || (types.has('string') && (role === 'cursor' || role === 'page'));
    });
    const found = names[role].map((name) => fitting.find((binding) => bareName(binding) === name));
    return found.find((binding) => binding !== undefined)?.argument;
  }

  const roles = ['size', 'offset', 'page', 'cursor'] as const;
  return Object.fromEntries(
    roles.flatMap((role) => {
      const argument = find(role);
      return argument === undefined ? [] : [[role, argument]];
    }),
  );
}

function bareName({ name }: ParameterBinding): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * The arguments that lead to the next page, from the `Link` header (RFC 8288, `rel="next"`): what its query holds other
 * than the query that was sent. Absent where the query holds anything that is no argument of the operation.
 */
export function readNextPage(
  header: string | string[] | undefined,
  operation: OperationDescriptor,
  sent: string,
): JsonObject | undefined {
  const links = parseLinkHeader([header ?? []].flat().join(', '));
  const next = links.find(({ relations }) => relations.includes('next'));
  if (next === undefined || !URL.canParse(next.target, sent)) return undefined;
  const current = new URL(sent).searchParams;
  const wanted = new URL(next.target, sent).searchParams;
  const args: Record<string, Json> = {};
  for (const name of new Set(wanted.keys())) {
    const values = wanted.getAll(name);
    if (values.join('\n') === current.getAll(name).join('\n')) continue;
    const binding = operation.parameters.find(
      (parameter) => parameter.in === 'query' && parameter.name === name,
    );
    if (binding === undefined) return undefined;
    args[binding.argument] = values.length > 1 ? values : (values[0] ?? '');
  }
  return Object.keys(args).length > 0 ? args : undefined;
}
