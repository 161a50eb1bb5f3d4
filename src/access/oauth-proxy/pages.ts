import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const style = `body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}dt{font-weight:600;margin-top:.75rem}dd{margin:0;overflow-wrap:anywhere}
button,a.button{font:inherit;padding:.5rem 1rem;margin:1rem .5rem 0 0;border:1px solid #1b1b1b;border-radius:.25rem;background:#fff;color:#1b1b1b;cursor:pointer}
button.allow{background:#0b57d0;border-color:#0b57d0;color:#fff}button:focus-visible,a:focus-visible{outline:3px solid #f5a300;outline-offset:2px}
@media (prefers-color-scheme:dark){body,button{background:#161616;color:#f2f2f2}button{border-color:#f2f2f2}a{color:#9ec5ff}}`;

/** The pages run no scripts, load nothing, send forms to this server alone, and are in no frame. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The headers of a page. */
export const pageHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Returns HTML in which every value is text, unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const written = values.map((value) =>
    typeof value === 'string' ? escaped(value) : [value].flat().map(({ text }) => text),
  );
  return new Html(parts.map((part, index) => part + [written[index] ?? ''].flat().join('')).join(''));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Returns the text of a page. */
export function pageText(title: string, body: Html, head: Html = new Html('')): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
        ${head}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
  return page.text;
}

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

/**
 * Returns a page that goes on to another URL. A redirect of a form would be held to `form-action`, which allows this server
 * alone.
 */
export function forwardPage(url: string, label: string): string {
  return pageText(
    label,
    html`<p><a href="${url}">${label}</a></p>`,
    html`<meta http-equiv="refresh" content="0; url=${url}" />`,
  );
}
