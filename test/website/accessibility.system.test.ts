import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, startBrowser } from '../web/open-page.ts';
import { buildSite } from './build-site.ts';
import type { Browser } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = buildSite();

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

it.each(
  ['index.html', 'install.html', 'options.html'].flatMap((page) => [
    [page, 'light', 1280] as const,
    [page, 'dark', 390] as const,
  ]),
)('axe finds nothing in %s (%s, %d pixels)', async (name, colorScheme, width) => {
  const url = pathToFileURL(join(folder, name)).href;
  await using opened = await openPage(browser, url, { colorScheme, viewport: { width, height: 800 } });
  await opened.page.evaluate(axe);
  const found = await opened.page.evaluate(
    'axe.run({ preload: false }).then(({ violations }) => violations.map(({ id }) => id))',
  );
  const overflow = await opened.page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect([found, overflow, opened.problems]).toEqual([[], 0, []]);
});
