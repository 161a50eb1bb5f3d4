import { createHash } from 'node:crypto';
import type { PageResponse } from '../runtime/security/user-accounts.ts';

/** The facts that a person decides by. */
export interface ConnectFacts {
  /** Name of the caller for people. */
  label: string;
  /** Title of the API. */
  api: string;
  /** The origin that the person is sent to, to sign in; absent if the person enters a key. */
  signInAt?: string;
  /** The credential that the person enters. */
  input?: 'key' | 'login';
  /** Name of the security scheme. */
  scheme: string;
  scopes: string[];
  /** Hidden fields of the form. */
  fields: Record<string, string>;
  /** The way in which the person shows to be the caller first. */
  first: 'token' | 'issuer' | undefined;
}

/** A security scheme of the list of accounts. */
export interface ListedAccount {
  scheme: string;
  isConnected: boolean;
  /** Place of the form, relative to the page. */
  action: string;
}

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}h1{font-size:1.4rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #555}button{font:inherit;padding:.6rem 1.2rem;color:#fff;background:#0b57d0;border:0;border-radius:.3rem}label{display:block;margin:1rem 0 .3rem}dt{font-weight:600}@media(prefers-color-scheme:dark){body{color:#eee;background:#111}input{color:#eee;background:#222}}';

/** No script runs, and no other site shows a page in a frame. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The URL of a page may contain a link or a code, so that no other site is told. Without any referrer, browsers would not
 * say either that a form comes from this server.
 */
const privateHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

const tokenField =
  '<label for="token">Your access token for this server</label><input id="token" name="token" type="password" autocomplete="off" required>';

/** The fields of a credential that a person enters. */
const inputs = {
  key: '<label for="key">Your key or token for the API</label><input id="key" name="key" type="password" autocomplete="off" required>',
  login:
    '<label for="username">Your user name at the API</label><input id="username" name="username" autocomplete="off" required><label for="password">Your password at the API</label><input id="password" name="password" type="password" autocomplete="off">',
} as const;

/** Returns the page on which a person begins to connect an account. */
export function connectPage(facts: ConnectFacts): PageResponse {
  const { api, signInAt, input, scheme, scopes, fields, first } = facts;
  const label = escapeHtml(facts.label);
  const keyFields = input === undefined || first === 'issuer' ? '' : inputs[input];
  const button = first === 'issuer' ? `Sign in as ${label} first` : 'Continue';
  return htmlPage(200, `Connect ${api}`, [
    `<p>Calls of <strong>${label}</strong> will use ${signInAt === undefined ? 'what you enter here' : 'the account that you sign in with'}. Continue only if you are ${label}, and if you asked for this.</p>`,
    `<dl><dt>API</dt><dd>${escapeHtml(api)}</dd>${signInAt === undefined ? `<dt>Security scheme</dt><dd>${escapeHtml(scheme)}</dd>` : `<dt>You sign in at</dt><dd>${escapeHtml(signInAt)}</dd>`}`,
    scopes.length === 0 ? '' : `<dt>Requested rights</dt><dd>${escapeHtml(scopes.join(', '))}</dd>`,
    '</dl>',
    formOf('', fields, `${first === 'token' ? tokenField : ''}${keyFields}`, button),
  ]);
}

/** Returns the page on which a person signs in as a caller of this server. */
export function signInPage(api: string, issuers: string[], fields: Record<string, string>): PageResponse {
  return htmlPage(200, `Accounts for ${api}`, [
    '<p>Sign in as you do in your MCP client.</p>',
    ...issuers.map((issuer) =>
      formOf('', { ...fields, issuer }, '', `Sign in at ${escapeHtml(new URL(issuer).host)}`),
    ),
    formOf('', fields, tokenField, 'Sign in'),
  ]);
}

/** Returns the page that lists the accounts of a caller. */
export function accountsPage(
  api: string,
  label: string,
  accounts: ListedAccount[],
  proof: string,
): PageResponse {
  return htmlPage(200, `Accounts for ${api}`, [
    `<p>You are signed in as <strong>${escapeHtml(label)}</strong>.</p>`,
    ...accounts.map(({ scheme, isConnected, action }) =>
      [
        `<h2>${escapeHtml(scheme)}</h2><p>${isConnected ? 'An account is connected.' : 'No account is connected.'}</p>`,
        formOf(action, { proof, action: 'connect' }, '', isConnected ? 'Connect another account' : 'Connect'),
        isConnected ? formOf(action, { proof, action: 'disconnect' }, '', 'Disconnect') : '',
      ].join(''),
    ),
    formOf('', { proof, action: 'sign-out' }, '', 'Sign out'),
  ]);
}

/** Returns a page with a sentence for a person. */
export function messagePage(status: number, title: string, text: string): PageResponse {
  return htmlPage(status, title, [`<p>${escapeHtml(text)}</p>`]);
}

/** Returns the response that sends a browser to a URL. */
export function redirectTo(location: string): PageResponse {
  return { status: 303, headers: { ...privateHeaders, location }, body: '' };
}

function formOf(action: string, fields: Record<string, string>, content: string, button: string): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const place = action === '' ? '' : ` action="${escapeHtml(action)}"`;
  return `<form method="post"${place}>${hidden.join('')}${content}<p><button>${button}</button></p></form>`;
}

function htmlPage(status: number, title: string, parts: string[]): PageResponse {
  const name = escapeHtml(title);
  return {
    status,
    headers: {
      ...privateHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
    },
    body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${name}</title><style>${style}</style></head>
<body><main><h1>${name}</h1>${parts.join('')}</main></body></html>
`,
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
