import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openPage, startBrowser } from './open-page.ts';
import type { Browser } from 'playwright-core';

/** A text that runs a script, loads an image or leads away, if a page takes it for HTML. */
const attack =
  '<img src="https://attacker.example/x" onerror="window.attacked = true"><script>window.attacked = true</script>';

const link = 'javascript:window.attacked = true';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it('no text of a document or a response becomes part of the page', async () => {
  await using upstream = await startUpstream();
  upstream.answer(jsonAnswer([{ [attack]: attack, url: link }]));
  const server = await createServer(
    {
      openapi: '3.1.0',
      info: { title: attack, version: attack, description: attack },
      tags: [{ name: attack, description: attack }],
      paths: {
        '/things': {
          get: {
            operationId: 'getThings',
            summary: attack,
            description: attack,
            tags: [attack],
            parameters: [
              { name: 'kind', in: 'query', description: attack, schema: { enum: [attack], default: attack } },
            ],
            responses: { 200: { description: attack, content: { 'application/json': {} } } },
          },
        },
      },
    },
    { request: { baseUrl: upstream.url } },
  );
  const http = await server.serveHttp({
    port: 0,
    explorerSource: {
      facts: () => ({ document: attack, findings: [{ kind: 'repaired', pointer: attack, message: attack }] }),
    },
  });
  await using opened = await openPage(browser, http.url.replace(/mcp$/, ''));
  const { page } = opened;
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).host));
  await page.locator('.tool-entry').click();
  await page.getByRole('checkbox').or(page.getByRole('combobox')).first().waitFor();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  for (const name of ['Table', 'JSON', 'Result', 'HTTP', 'MCP'])
    await page.getByRole('tab', { name, exact: true }).last().click();
  for (const section of ['Resources', 'Calls', 'Connect', 'About']) {
    await page.getByRole('link', { name: section, exact: true }).click();
    await page.getByRole('heading').first().or(page.getByText('Choose a resource')).first().waitFor();
  }
  expect(await page.evaluate('window.attacked')).toBeUndefined();
  expect(
    await page.evaluate(`document.querySelectorAll('img[src*=attacker], a[href^="javascript"]').length`),
  ).toBe(0);
  expect([...new Set(requested)]).toEqual([new URL(http.url).host]);
  expect(opened.problems).toEqual([]);
  await http.close();
  await server.close();
});
