import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveCliHttp } from '../support/cli.ts';
import { openPage, startBrowser } from './open-page.ts';
import type { Browser } from 'playwright-core';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
const path = join(folder, 'shop.yaml');

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

function write(operations: string[], parameter: string): void {
  const paths = operations.map(
    (name) =>
      `  /${name}:\n    get:\n      operationId: ${name}\n      parameters: [{ name: ${parameter}, in: query, schema: { type: strin } }]\n      responses: {}\n`,
  );
  writeFileSync(path, `openapi: 3.1.0\ninfo: { title: Shop, version: '1' }\npaths:\n${paths.join('')}`);
}

it('a page follows the changes of a document', async () => {
  write(['listPets', 'listFood'], 'tag');
  await using http = await serveCliHttp([path, '--watch', '--base-url', 'http://127.0.0.1:9']);
  await using opened = await openPage(browser, new URL('/#/about', http.url).href);
  const { page } = opened;
  await page.getByText(`${path}:7:`).click();
  expect(await page.locator('.excerpt-found').first().innerText()).toContain('name: tag');

  write(['listPets', 'listShops'], 'kind');
  const notice = page.getByRole('status', { name: 'Last change' });
  await notice.waitFor();
  expect((await notice.innerText()).replace(/\s+/g, ' ')).toBe(
    'The server has changed. Dismiss 1 tool added: listShops 1 tool removed: listFood 1 tool changed: listPets +kind −tag',
  );
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await notice.waitFor({ state: 'detached' });

  writeFileSync(path, 'openapi: 3.1.0\ninfo: {\n');
  const problem = page.getByRole('alert');
  await problem.waitFor();
  expect(await problem.innerText()).toContain('is not valid YAML');
  expect(await page.getByText('About').count()).toBeGreaterThan(0);

  write(['listPets'], 'kind');
  await problem.waitFor({ state: 'detached' });
  expect(opened.problems).toEqual([]);
});
