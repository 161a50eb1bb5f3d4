import { memoize } from '../../json/memoize.ts';
import { typesOf } from '../../schema/schema-types.ts';
import type { ResponseData } from './read-response.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { OperationDescriptor, ParameterBinding } from '../../descriptor.ts';
import type { JsonObject, JsonSchema } from '../../json/value.ts';

/** The response to a request for a page of a list. */
export interface Page {
  operation: OperationDescriptor;
  headers: HttpResponse['headers'];
  body: ResponseData;
  /** The URL of the request. */
  sent: string;
}

/** The next page: the arguments that select it, or its address if they cannot. */
export interface NextPage {
  args?: JsonObject;
  address?: string;
}

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

/** Returns the words of a text. */
export function words(text: string): string[] {
  return text.split(/\s+/);
}

/** Returns the arguments that select a part of a list, found by their names. */
export const findPagination: (operation: OperationDescriptor) => Pagination = memoize(
  ({ parameters, inputSchema }: OperationDescriptor): Pagination => {
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
  },
);

/** Returns a name in lower case without punctuation. */
export function bareName({ name }: Pick<ParameterBinding, 'name'>): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
