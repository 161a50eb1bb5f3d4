import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** A page of a browser, with what went wrong in it. */
export interface OpenedPage extends AsyncDisposable {
  page: Page;
  /** Errors of scripts and in the console, and files that could not be loaded. */
  problems: string[];
}

/** Starts Debian's Chromium, which CI installs. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  // In a container there is no user of its own for the sandbox.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Opens a page in a context of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(url);
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}
