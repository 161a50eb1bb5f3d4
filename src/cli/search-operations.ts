import { styled, wrap } from './terminal.ts';
import { createHandlers } from '../index.ts';
import { searchTools } from '../runtime/search/uses-search.ts';
import type { OpenedDocument } from './open-document.ts';
import type { Terminal } from './terminal.ts';

/** The printed properties of the result of `search_operations`. */
interface SearchResult {
  total: number;
  operations: RankedOperation[];
  hint?: string;
}

interface RankedOperation {
  name: string;
  title?: string;
  description?: string;
  method: string;
  path: string;
  score?: number;
}

/** Searches the operations of an API with the tool that a model uses in search mode. */
export async function searchOperations(
  { descriptor }: OpenedDocument,
  query: string,
  environment: Record<string, string | undefined>,
): Promise<SearchResult> {
  const handlers = createHandlers(descriptor, { expose: 'search', request: { environment } });
  const { structuredContent } = await handlers.callTool(searchTools.search, { query });
  await handlers.close();
  // The type is that of our own tool.
  return structuredContent as unknown as SearchResult;
}

export function formatSearchResult({ total, operations, hint }: SearchResult, terminal: Terminal): string {
  const count = operations.length < total ? `best ${operations.length} of ${total}` : String(total);
  const lines = operations.flatMap(({ name, method, path, title, description, score = 0 }) => [
    `${score.toFixed(3).padStart(8)}  ${styled(terminal, 'cyan', name)}  ${method} ${path}`,
    ...wrap((title ?? description ?? '').split(' '), terminal.columns, '          '),
  ]);
  const heading = styled(terminal, 'bold', `Found (${count})`);
  const more = hint === undefined ? [] : wrap(hint.split(' '), terminal.columns, '  ');
  return `${[heading, ...lines, ...more].join('\n')}\n`;
}
