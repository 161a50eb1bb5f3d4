import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Returns what axe finds in a page, and whether the page is wider than its window. The page allows other scripts. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe });
  const violations = await page.evaluate<string[]>(
    'axe.run(document).then(({ violations }) => violations.map(({ id, impact }) => `${id} (${impact})`))',
  );
  const width = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return width > 0 ? [...violations, `${width} pixels too wide`] : violations;
}
