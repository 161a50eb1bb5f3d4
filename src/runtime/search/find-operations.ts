import { ownDescription } from './indexed-fields.ts';
import { pageLimits } from './search-tools.ts';
import { firstSentence, plainText } from './plain-text.ts';
import { truncate } from '../../json/truncate.ts';
import type { Ranking } from './ranking.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** The valid arguments of the search tool. */
export interface SearchRequest {
  query?: string;
  tag?: string;
  method?: string;
  limit?: number;
  offset?: number;
}

const summaryLimit = 160;

/** Returns a page of the operations that match a query, best first. Without a query it returns all in their order. */
export function findOperations(
  operations: OperationDescriptor[],
  rank: Ranking,
  { query = '', tag, method, limit = pageLimits.default, offset = 0 }: SearchRequest,
): JsonObject {
  const candidates = new Set(
    operations.filter(
      (operation) =>
        (tag === undefined || operation.tags.some((name) => equalsIgnoringCase(name, tag))) &&
        (method === undefined || equalsIgnoringCase(operation.method, method)),
    ),
  );
  const found: { operation: OperationDescriptor; score?: number }[] =
    query.trim() === '' ? [...candidates].map((operation) => ({ operation })) : rank(query, candidates);
  const end = offset + limit;
  return {
    total: found.length,
    operations: found.slice(offset, end).map(({ operation, score }) => summarize(operation, score)),
    ...(end < found.length ? { nextOffset: end } : {}),
  };
}

/** Compares texts without case and surrounding white space. */
export function equalsIgnoringCase(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Summarizes an operation, so that a model can choose one and call simple ones. */
function summarize(operation: OperationDescriptor, score: number | undefined): JsonObject {
  const { name, title, method, path, deprecated } = operation;
  const sentence = truncate(
    firstSentence(plainText(withoutTitle(ownDescription(operation), title))),
    summaryLimit,
  );
  const names = argumentNames(operation);
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(sentence === '' ? {} : { description: sentence }),
    method,
    path,
    ...(names === '' ? {} : { arguments: names }),
    ...(deprecated ? { deprecated } : {}),
    ...(score === undefined ? {} : { score: Math.round(score * 1000) / 1000 }),
  };
}

/** Removes the title, which begins the description if the document has both. */
function withoutTitle(description: string, title = ''): string {
  return description.startsWith(title) ? description.slice(title.length).replace(/^\./, '') : description;
}

/** Returns the names of arguments: `owner*, repo*, title`. A star marks required ones. */
function argumentNames({ inputSchema }: OperationDescriptor): string {
  const { properties, required } = inputSchema;
  const needed = new Set<Json>(Array.isArray(required) ? required : []);
  const names = Object.keys((properties ?? {}) as JsonObject);
  return names.map((name) => `${name}${needed.has(name) ? '*' : ''}`).join(', ');
}
