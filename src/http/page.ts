import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';

const style = `body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:clamp(1rem,5vw,3rem) auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem}dl{border:1px solid #c7c7c7;border-radius:.5rem;padding:.25rem 1rem 1rem}dt{font-size:.875rem;color:#595959;margin-top:.75rem}
dd{margin:0;overflow-wrap:anywhere}dd ul{margin:0;padding-left:1.25rem}
label{display:block;margin:1rem 0 .3rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #555;color:#1b1b1b;background:#fff}
button,a.button{font:inherit;padding:.5rem 1rem;margin:1rem .5rem 0 0;border:1px solid #1b1b1b;border-radius:.25rem;background:#fff;color:#1b1b1b;cursor:pointer}
button.allow{background:#0b57d0;border-color:#0b57d0;color:#fff}button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid #f5a300;outline-offset:2px}
@media (prefers-color-scheme:dark){body,button,input{background:#161616;color:#f2f2f2}button{border-color:#f2f2f2}a{color:#9ec5ff}dl{border-color:#4a4a4a}dt{color:#b3b3b3}}`;

/** The pages run no scripts, load nothing, send forms to this server alone, and are in no frame. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/**
 * The headers of a page and of a redirect from one. A URL may contain a link or a code, so that no other site is told.
 * Without any referrer, browsers would not say either that a form comes from this server.
 */
export const privateHeaders: Record<string, string> = {
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** The headers of a page. */
export const pageHeaders: Record<string, string> = {
  ...privateHeaders,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'x-frame-options': 'DENY',
};

/** Returns the text of a page. */
export function pageText(title: string, body: Html, head: Html = new Html('')): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${new Html(`<style>${style}</style>`)} ${head}
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
