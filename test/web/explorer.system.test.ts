import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { openPage, startBrowser } from './open-page.ts';
import { largeDocument, openWorkshop, png } from './workshop.ts';
import type { Browser, Page } from 'playwright-core';
import type { Workshop } from './workshop.ts';

let browser: Browser;
let workshop: Workshop;

beforeAll(async () => {
  [browser, workshop] = await Promise.all([startBrowser(), openWorkshop()]);
});
afterAll(async () => {
  await browser.close();
  await workshop[Symbol.asyncDispose]();
});

/** Opens the page of a tool, runs a test in it, and expects no problem in the console. */
async function onPage(place: string, test: (page: Page) => Promise<void>): Promise<void> {
  await using opened = await openPage(browser, `${workshop.root}#/${place}`);
  await test(opened.page);
  expect(opened.problems).toEqual([]);
}

const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true }).click();
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).last().click();
const result = (page: Page) => page.getByRole('region', { name: 'Result', exact: true });

describe('the explorer', () => {
  it('begins with the server, and how to connect to it', () =>
    onPage('', async (page) => {
      await page.getByRole('heading', { name: 'Workshop' }).waitFor();
      expect(await page.title()).toBe('Workshop');
      expect(await page.getByText('9 tools').count()).toBeGreaterThan(0);
      expect(await page.locator('.code-block pre').innerText()).toBe(
        `claude mcp add --transport http workshop ${workshop.url}`,
      );
    }));

  it('searches tools by words, and filters them by tag', () =>
    onPage('tools', async (page) => {
      const names = () => page.locator('.tool-name').allInnerTexts();
      await page.getByRole('searchbox', { name: 'Search tools' }).fill('part delete');
      expect(await names()).toEqual(['deletePart']);
      await page.getByRole('searchbox').fill('');
      await page.getByRole('combobox', { name: 'Tag' }).selectOption('files');
      expect(await names()).toEqual(['getPhoto', 'getManual', 'getSound', 'uploadScan']);
      await page.getByRole('searchbox').fill('nothing like this');
      await page.getByText('No tool has these words.').waitFor();
    }));

  it('is used by keyboard alone', () =>
    onPage('tools', async (page) => {
      await page.locator('.tool-entry').first().waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('listParts');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'List the parts' }).waitFor();
      await page.keyboard.press('Control+Enter');
      await result(page).waitFor();
      expect(await result(page).innerText()).toContain('Success');
    }));

  it('shows a list as a table, as JSON and as text', () =>
    onPage('tools/listParts', async (page) => {
      await page.getByRole('checkbox', { name: 'bell' }).check();
      await page.getByRole('textbox', { name: /limit/ }).fill('5');
      await run(page);
      await result(page).waitFor();
      expect(workshop.upstream.requests.at(-1)?.target).toBe('/parts?kind=bell&limit=5');
      expect(await page.locator('thead th').allInnerTexts()).toEqual(['kind', 'price', 'tags']);
      expect(await page.locator('tbody tr').first().locator('td').allInnerTexts()).toEqual([
        'wheel',
        '4900',
        '["round"]',
      ]);
      await tab(page, 'JSON');
      const tree = result(page).locator('.json-tree');
      expect(await tree.innerText()).toContain('price: 4900');
      await tree.getByRole('button').first().click();
      expect(await tree.innerText()).not.toContain('price: 4900');
      await tab(page, 'Result');
      expect(await result(page).innerText()).toContain('"price":4900');
    }));

  it('fills in nested objects, lists and alternatives', () =>
    onPage('tools/createOrder', async (page) => {
      const text = (id: string) => page.locator(`[id="argument-body-${id}"]`);
      await text('customer-name').fill('Ada');
      await page
        .getByRole('group', { name: /^address/ })
        .getByRole('button', { name: '+ Add' })
        .click();
      await text('customer-address-city').fill('Bath');
      const lines = page.getByRole('group', { name: /^lines/ });
      for (const [index, part] of ['wheel', 'bell', 'chain'].entries()) {
        await lines.getByRole('button', { name: '+ Add item' }).click();
        await text(`lines-${index}-part`).fill(part);
        await text(`lines-${index}-count`).fill(String(index + 1));
      }
      await lines.getByRole('button', { name: 'Remove item 2' }).click();
      await page.locator('[id="argument-body-payment"]').selectOption('Transfer');
      await text('payment-value-iban').fill('GB1');
      await text('due').fill('2026-03-01');
      await text('at').fill('2026-03-01T12:30:00');
      await text('isGift').selectOption('true');
      await page
        .getByRole('group', { name: /^labels/ })
        .getByRole('button', { name: '+ Add entry' })
        .click();
      await text('labels-0').fill('high');
      const sent = {
        customer: { name: 'Ada', address: { city: 'Bath' } },
        lines: [
          { part: 'wheel', count: 1 },
          { part: 'chain', count: 3 },
        ],
        payment: { iban: 'GB1' },
        due: '2026-03-01',
        at: '2026-03-01T12:30:00Z',
        isGift: true,
        labels: { key1: 'high' },
      };
      await page.getByRole('tab', { name: 'JSON', exact: true }).click();
      const json = page.getByRole('textbox', { name: 'Arguments as JSON' });
      expect(JSON.parse(await json.inputValue())).toEqual({ body: sent });
      await json.fill(JSON.stringify({ body: { ...sent, note: null, payment: { card: '42' } } }));
      await page.getByRole('tab', { name: 'Form' }).click();
      expect(await text('payment').inputValue()).toBe('0');
      expect(await text('payment-value-card').inputValue()).toBe('42');
      await run(page);
      await result(page).waitFor();
      const { body } = workshop.upstream.requests.at(-1) ?? {};
      expect(JSON.parse(String(body))).toEqual({ ...sent, note: null, payment: { card: '42' } });
    }));

  it('reports JSON that is not valid, and keeps the arguments', () =>
    onPage('tools/getPart', async (page) => {
      await page.getByRole('combobox', { name: /kind/ }).selectOption('bell');
      await page.getByRole('tab', { name: 'JSON', exact: true }).click();
      await page.getByRole('textbox', { name: 'Arguments as JSON' }).fill('{"kind": ');
      await page.locator('.problem').waitFor();
      await page.getByRole('tab', { name: 'Form' }).click();
      expect(await page.locator('[id="argument-kind"]').inputValue()).toBe('2');
    }));

  it('shows the HTTP request that left, its response, and curl, without secrets', () =>
    onPage('tools/listParts', async (page) => {
      await run(page);
      await tab(page, 'HTTP');
      const request = await page.getByRole('region', { name: 'HTTP request' }).innerText();
      expect(request).toContain(`GET ${workshop.upstream.url}/parts`);
      expect(request).toContain('Authorization: REDACTED');
      const response = await page.getByRole('region', { name: 'HTTP response' }).innerText();
      expect(response).toContain('content-type: application/json');
      expect(response).toContain('"price": 4900');
      const curl = await page.getByRole('region', { name: 'The request as curl' }).innerText();
      expect(curl).toContain(`curl ${workshop.upstream.url}/parts \\\n  --header`);
    }));

  it('shows the same call as a message and as a command', () =>
    onPage('tools/getPart', async (page) => {
      await page.getByRole('combobox', { name: /kind/ }).selectOption('bell');
      await page.getByRole('tab', { name: 'As code' }).click();
      const code = page.locator('.code-block pre');
      expect(JSON.parse(await code.first().innerText())).toEqual({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'getPart', arguments: { kind: 'bell' } },
      });
      expect(await code.nth(1).innerText()).toBe(
        `openapi-mcp call workshop.yaml getPart --args '{"kind":"bell"}'`,
      );
    }));

  it('shows images, audio and PDF', () =>
    onPage('tools/getPhoto', async (page) => {
      await run(page);
      const image = page.locator('img.shown-image');
      await image.waitFor();
      expect(await page.evaluate(`document.querySelector('img.shown-image').naturalWidth`)).toBe(1);
      await page.goto(`${workshop.root}#/tools/getManual`);
      await run(page);
      await page.locator('iframe.shown-pdf').waitFor();
      expect(await page.getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('result.pdf');
      await page.goto(`${workshop.root}#/tools/getSound`);
      await run(page);
      await page.locator('audio').waitFor();
    }));

  it('sends a file as it is', () =>
    onPage('tools/uploadScan', async (page) => {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'scan.png', mimeType: 'image/png', buffer: png });
      await expect.poll(() => page.locator('[id="argument-body"]').inputValue()).toContain('name=scan.png');
      await run(page);
      await result(page).waitFor();
      expect(workshop.upstream.requests.at(-1)?.body).toEqual(png);
    }));

  it('shows errors of the API and of the arguments, with their hint', () =>
    onPage('tools/getBroken', async (page) => {
      await run(page);
      await page.locator('.outcome-bad').waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('The workshop is closed');
      const link = page.getByRole('link', { name: 'https://workshop.example/hours', exact: true });
      expect(await link.first().getAttribute('rel')).toBe('noopener noreferrer');
      await page.goto(`${workshop.root}#/tools/getPart`);
      await run(page);
      await page.getByText('ARGUMENTS_INVALID').first().waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('call again');
      await tab(page, 'HTTP');
      await page.getByText('No HTTP request left the server').waitFor();
    }));

  it('reads a resource by its template, with completion', () =>
    onPage('resources', async (page) => {
      await page.getByRole('link', { name: /getPart/ }).click();
      await page.getByRole('textbox').or(page.getByRole('combobox')).last().fill('b');
      await page.getByRole('button', { name: 'bell' }).click();
      await page.getByText('workshop://api/parts/bell').waitFor();
      await page.getByRole('button', { name: 'Read' }).click();
      await result(page).waitFor();
      expect(await result(page).innerText()).toContain('/parts/bell');
    }));

  it('gets a prompt', () =>
    onPage('prompts', async (page) => {
      await page.getByRole('textbox', { name: /bicycle/ }).fill('the red one');
      await page.getByRole('button', { name: 'Get the prompt' }).click();
      await result(page).waitFor();
      expect(await result(page).innerText()).toContain('Plan the repair of the red one.');
    }));

  it('logs calls as they come', () =>
    onPage('log', async (page) => {
      const before = await page.locator('.log tbody tr').count();
      await using other = await openPage(browser, `${workshop.root}#/tools/listParts`);
      await run(other.page);
      await expect.poll(() => page.locator('.log tbody tr').count()).toBeGreaterThan(before);
      await page.locator('.log tbody button').first().click();
      await page.getByRole('region', { name: 'HTTP request' }).waitFor();
      await page.getByRole('img', { name: /calls?: half within/ }).waitFor();
    }));

  it('says what the server is: credentials, findings, tokens', () =>
    onPage('about', async (page) => {
      await page.getByText('WORKSHOP_KEY').waitFor();
      const facts = await page.locator('main').innerText();
      expect(facts).toContain('A part was repaired');
      expect(facts).toMatch(/About [\d,]+ tokens for 9 tools/);
    }));

  it.each([
    [
      'Cursor',
      'Add to Cursor',
      /^cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?name=workshop&config=/,
    ],
    ['VS Code', 'Add to VS Code', /^vscode:mcp\/install\?%7B%22name%22%3A%22workshop%22/],
  ])('has a link that installs it in %s', (_, name, link) =>
    onPage('connect', async (page) => {
      expect(await page.getByRole('link', { name }).getAttribute('href')).toMatch(link);
    }),
  );
});

describe('a server that wants a token', () => {
  const token = 'token-of-ada-123456';

  it('signs in with it, and out', async () => {
    await using guarded = await openWorkshop({ http: { authTokens: [{ name: 'ada', token }] } });
    await using opened = await openPage(browser, guarded.root);
    const { page } = opened;
    const field = page.getByLabel('Bearer token');
    await field.fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await field.fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('listParts', { exact: true }).first().click();
    await run(page);
    await result(page).waitFor();
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(
      token,
    );
    await page.getByRole('button', { name: 'Sign out ada' }).click();
    await field.waitFor();
    // The browser itself reports the refusals.
    expect(opened.problems.filter((text) => !text.includes('401'))).toEqual([]);
  });
});

describe('a server that asks', () => {
  it.each([
    ['Accept', /"method": ?"DELETE"|DELETE/],
    ['Decline', /declined|not confirmed|refused/i],
  ])('is told to %s', async (answer, outcome) => {
    await using careful = await openWorkshop({ policy: { confirm: 'destructive' } });
    await using opened = await openPage(browser, `${careful.root}#/tools/deletePart`);
    const { page } = opened;
    await page.locator('[id="argument-kind"]').fill('bell');
    await run(page);
    await page.getByRole('dialog').getByText('deletePart').first().waitFor();
    await page.getByRole('button', { name: answer }).click();
    await result(page).waitFor();
    expect(await result(page).innerText()).toMatch(outcome);
    expect(careful.upstream.requests).toHaveLength(answer === 'Accept' ? 1 : 0);
    expect(opened.problems).toEqual([]);
  });
});

/** A program for the page: types into the search, and measures each keystroke up to the next frame. */
const typeAndMeasure = `(async () => {
  const input = document.querySelector('input[type=search]');
  const measured = [];
  for (const text of ['t', 'th', 'thi', 'thin', 'thing', 'thing1', 'thing19', 'thing199', 'thing1999']) {
    const started = performance.now();
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    measured.push(performance.now() - started);
  }
  return measured;
})()`;

describe('2,000 tools', () => {
  it('are filtered within a frame or two of a keystroke', async () => {
    const server = await createServer(largeDocument(2_000), { expose: 'all' });
    const http = await server.serveHttp({ port: 0 });
    await using opened = await openPage(browser, http.url.replace(/mcp$/, ''));
    const { page } = opened;
    await page.getByText('2,000 tools').first().waitFor();
    expect(await page.locator('.tool-entry').count()).toBeLessThan(60);
    const durations = await page.evaluate<number[]>(typeAndMeasure);
    await page.getByText('1 of 2,000 tools').waitFor();
    await page.getByRole('link', { name: 'About' }).click();
    await page.getByText('takes 40 tools, these are 2000').waitFor();
    const middle = durations.toSorted((one, other) => one - other)[4] ?? Infinity;
    expect(middle).toBeLessThan(100);
    expect(opened.problems).toEqual([]);
    await http.close();
    await server.close();
  });
});
