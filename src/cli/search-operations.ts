import { styled, wrap } from './terminal.ts';
import { createHandlers } from '../index.ts';
import { searchTools } from '../runtime/search/search-mode.ts';
import type { OpenedDocument } from './open-document.ts';
import type { Terminal } from './terminal.ts';

/** What `search_operations` gives, as far as it is printed. */
interface Found {
  total: number;
  operations: FoundOperation[];
  hint?: string;
}

interface FoundOperation {
  name: string;
  title?: string;
  description?: string;
  method: string;
  path: string;
  score?: number;
}

/** What a model would find in search mode, through the tool that it would use. */
export async function searchOperations({ descriptor }: OpenedDocument, query: string): Promise<Found> {
  const handlers = createHandlers(descriptor, { expose: 'search' });
  const { structuredContent } = await handlers.callTool(searchTools.search, { query });
  await handlers.close();
  // It is our own tool that made it.
  return structuredContent as unknown as Found;
}

export function formatFound({ total, operations, hint }: Found, terminal: Terminal): string {
  const count = operations.length < total ? `best ${operations.length} of ${total}` : String(total);
  const lines = operations.flatMap(({ name, method, path, title, description, score = 0 }) => [
    `${score.toFixed(3).padStart(8)}  ${styled(terminal, 'cyan', name)}  ${method} ${path}`,
    ...wrap((title ?? description ?? '').split(' '), terminal.columns, '          '),
  ]);
  const heading = styled(terminal, 'bold', `Found (${count})`);
  const more = hint === undefined ? [] : wrap(hint.split(' '), terminal.columns, '  ');
  return `${[heading, ...lines, ...more].join('\n')}\n`;
}
