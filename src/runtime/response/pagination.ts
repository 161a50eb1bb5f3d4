import { typesOf } from '../../schema/schema-types.ts';
import { parseLinkHeader } from '../../http/link-header.ts';
import type { OperationDescriptor, ParameterBinding } from '../../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** The arguments of an operation that select a part of a list. */
export interface Pagination {
  /** The number of items. */
  size?: string;
  /** The number of items to skip. */
  offset?: string;
  /** The number of the page. */
  page?: string;
  /** The position to continue from, as a response returned it. */
  cursor?: string;
}

/** Names of parameters by role, the most specific first. They are compared without case and punctuation. */
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

/** Returns the arguments that select a part of a list, found by their names. */
export function findPagination({ parameters, inputSchema }: OperationDescriptor): Pagination {
  const query = parameters.filter((binding) => binding.in === 'query');
  const properties = (inputSchema['properties'] ?? {}) as Record<string, JsonSchema>;

  function find(role: keyof Pagination): string | undefined {
    const candidates = query.filter(({ argument }) => {
      const types = typesOf(properties[argument] ?? {}, inputSchema);
      return types.has('number') || (types.has('string') && (role === 'cursor' || role === 'page'));
    });
    const found = names[role].map((name) => candidates.find((binding) => bareName(binding) === name));
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
 * Returns the arguments of the next page from the `Link` header (RFC 8288, `rel="next"`): those in which its query
 * differs from the query that was sent. Returns `undefined` if the query has a name that is not an argument of the
 * operation.
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
  const linked = new URL(next.target, sent).searchParams;
  const args: Record<string, Json> = {};
  for (const name of new Set(linked.keys())) {
    const values = linked.getAll(name);
    if (values.join('\n') === current.getAll(name).join('\n')) continue;
    const binding = operation.parameters.find(
      (parameter) => parameter.in === 'query' && parameter.name === name,
    );
    if (binding === undefined) return undefined;
    args[binding.argument] = values.length > 1 ? values : (values[0] ?? '');
  }
  return Object.keys(args).length > 0 ? args : undefined;
}
