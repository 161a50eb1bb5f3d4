import { join } from 'node:path';
import { format } from 'prettier';
import { expect } from 'vitest';
import { repository } from '../support/cli.ts';

/**
 * Compares a page of the documentation with the text that the source code gives.
 * `npx vitest run --project live test/docs -u` writes the page.
 */
export async function expectPage(path: string, markdown: string): Promise<void> {
  const page = await format(markdown, { parser: 'markdown', singleQuote: true, printWidth: 110 });
  await expect(page).toMatchFileSnapshot(join(repository, path));
}

/** Returns a Markdown table. */
export function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return `${lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}\n`;
}
