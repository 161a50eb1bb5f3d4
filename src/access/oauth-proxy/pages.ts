import { html } from '../../http/html.ts';
import { pageHeaders, pageText } from '../../http/page.ts';
import type { ServerResponse } from 'node:http';

/** Sends a page. */
export function sendPage(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, pageHeaders).end(text);
}

/** Returns the page of a sign-in that failed. */
export function failurePage(message: string): string {
  return pageText(
    'Signing in did not work',
    html`<p>${message}</p>
      <p>Go back to the application, and connect it again.</p>`,
  );
}
