import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './open-page.ts';
import { openWorkshop } from './workshop.ts';
import type { Browser, Page } from 'playwright-core';
import type { Workshop } from './workshop.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A fault that axe finds in a page. */
interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

let browser: Browser;
let workshop: Workshop;

beforeAll(async () => {
  [browser, workshop] = await Promise.all([startBrowser(), openWorkshop()]);
});
afterAll(async () => {
  await browser.close();
  await workshop[Symbol.asyncDispose]();
});

const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true }).click();
const result = (page: Page) => page.getByRole('region', { name: 'Result', exact: true }).waitFor();

/** The states of the page, with what leads to each. */
const states: [name: string, place: string, prepare: (page: Page) => Promise<unknown>][] = [
  ['the beginning', '', async (page) => page.locator('.tool-entry').first().waitFor()],
  [
    'a form',
    'tools/createOrder',
    async (page) => {
      await page.getByRole('button', { name: 'Fill in an example' }).click();
      for (let left = 8; left > 0; left -= 1) {
        const button = page.getByRole('button', { name: /^\+ Add/ }).first();
        if (await button.isVisible()) await button.click();
      }
    },
  ],
  [
    'arguments as JSON that is not valid',
    'tools/createOrder',
    async (page) => {
      await page.getByRole('tab', { name: 'JSON' }).click();
      await page.getByRole('textbox', { name: 'Arguments as JSON' }).fill('{');
    },
  ],
  [
    'a table',
    'tools/listParts',
    async (page) => {
      await run(page);
      await result(page);
    },
  ],
  [
    'JSON',
    'tools/listParts',
    async (page) => {
      await run(page);
      await page.getByRole('tab', { name: 'JSON' }).last().click();
    },
  ],
  [
    'HTTP',
    'tools/listParts',
    async (page) => {
      await run(page);
      await page.getByRole('tab', { name: 'HTTP' }).click();
    },
  ],
  [
    'an error',
    'tools/getBroken',
    async (page) => {
      await run(page);
      await page.getByRole('alert').waitFor();
    },
  ],
  [
    'an image',
    'tools/getPhoto',
    async (page) => {
      await run(page);
      await page.locator('img.shown-image').waitFor();
    },
  ],
  [
    'a resource',
    `resources/${encodeURIComponent('workshop://api/parts/{kind}')}`,
    async (page) => {
      await page.locator('[id="variable-kind"]').fill('b');
      await page.getByRole('button', { name: 'bell' }).waitFor();
    },
  ],
  ['prompts', 'prompts', async (page) => page.getByRole('heading', { name: 'Prompts' }).waitFor()],
  [
    'the log',
    'log',
    async (page) => {
      await page.locator('.log tbody button').first().click();
      await page.getByRole('region', { name: 'HTTP request' }).waitFor();
    },
  ],
  ['clients', 'connect', async (page) => page.getByRole('heading', { name: 'Cursor' }).waitFor()],
  ['facts', 'about', async (page) => page.getByText('WORKSHOP_KEY').waitFor()],
];

const looks = [
  { name: 'light', options: { colorScheme: 'light' as const } },
  { name: 'dark', options: { colorScheme: 'dark' as const } },
  { name: 'light phone', options: { colorScheme: 'light' as const, viewport: { width: 390, height: 844 } } },
];

describe.each(looks)('axe finds nothing serious in $name', ({ name, options }) => {
  it.each(states)('%s', async (_, place, prepare) => {
    await using opened = await openPage(browser, `${workshop.root}#/${place}`, options);
    const { page } = opened;
    await prepare(page);
    await page.evaluate(axe);
    const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    expect(
      serious.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
      ),
    ).toEqual([]);
    const scrolled = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    const end = await page.evaluate<number>(
      "Math.ceil(document.querySelector('.sections [aria-current]').getBoundingClientRect().right) - innerWidth",
    );
    expect({ name, scrolled, isSectionShown: end <= 0 }).toEqual({
      name,
      scrolled: 0,
      isSectionShown: true,
    });
  });
});
