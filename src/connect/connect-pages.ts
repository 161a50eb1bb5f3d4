import { Html, html } from '../http/html.ts';
import { forwardPage, pageHeaders, pageText, privateHeaders } from '../http/page.ts';
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

/** A security scheme on the page of accounts. */
export interface SchemeForms {
  scheme: string;
  isConnected: boolean;
  /** Place of the form, relative to the page. */
  action: string;
}

const tokenField = html`<label for="token">Your access token for this server</label>
  <input id="token" name="token" type="password" autocomplete="off" required />`;

/** The fields of a credential that a person enters. */
const inputs = {
  key: html`<label for="key">Your key or token for the API</label>
    <input id="key" name="key" type="password" autocomplete="off" required />`,
  login: html`<label for="username">Your user name at the API</label>
    <input id="username" name="username" autocomplete="off" required />
    <label for="password">Your password at the API</label>
    <input id="password" name="password" type="password" autocomplete="off" />`,
} as const;

const nothing = new Html('');

/** Returns the page on which a person begins to connect an account. */
export function connectPage(facts: ConnectFacts): PageResponse {
  const { label, api, signInAt, input, scheme, scopes, fields, first } = facts;
  const keyFields = input === undefined || first === 'issuer' ? nothing : inputs[input];
  const button = first === 'issuer' ? `Sign in as ${label} first` : 'Continue';
  const used = signInAt === undefined ? 'what you enter here' : 'the account that you sign in with';
  return htmlPage(
    200,
    `Connect ${api}`,
    html`<p>
        Calls of <strong>${label}</strong> will use ${used}. Continue only if you are ${label}, and if you
        asked for this.
      </p>
      <dl>
        ${fact('API', api)}
        ${signInAt === undefined ? fact('Security scheme', scheme) : fact('You sign in at', signInAt)}
        ${scopes.length === 0 ? nothing : fact('Requested rights', scopes.join(', '))}
      </dl>
      ${formOf('', fields, [first === 'token' ? tokenField : nothing, keyFields], button)}`,
  );
}

function fact(name: string, value: string): Html {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

/** Returns the page on which a person signs in as a caller of this server. */
export function signInPage(api: string, issuers: string[], fields: Record<string, string>): PageResponse {
  return htmlPage(
    200,
    `Accounts for ${api}`,
    html`<p>Sign in as you do in your MCP client.</p>
      ${issuers.map((issuer) => formOf('', { ...fields, issuer }, [], `Sign in at ${new URL(issuer).host}`))}
      ${formOf('', fields, [tokenField], 'Sign in')}`,
  );
}

/** Returns the page that leads to the accounts of several APIs. Its places are relative, as behind a proxy that adds a path. */
export function apisPage(label: string | undefined, apis: { name: string; title: string }[]): PageResponse {
  return htmlPage(
    200,
    'Your accounts',
    html`${label === undefined ? nothing : html`<p>You are signed in as <strong>${label}</strong>.</p>`}
      <ul>
        ${apis.map(
          ({ name, title }) => html`<li><a href="connect/${encodeURIComponent(name)}">${title}</a></li>`,
        )}
      </ul>`,
  );
}

/** Returns the page that lists the accounts of a caller. */
export function accountsPage(
  api: string,
  label: string,
  accounts: SchemeForms[],
  proof: string,
): PageResponse {
  return htmlPage(
    200,
    `Accounts for ${api}`,
    html`<p>You are signed in as <strong>${label}</strong>.</p>
      ${accounts.map(
        ({ scheme, isConnected, action }) =>
          html`<h2>${scheme}</h2>
            <p>${isConnected ? 'An account is connected.' : 'No account is connected.'}</p>
            ${formOf(action, { proof, action: 'connect' }, [], isConnected ? 'Connect another account' : 'Connect')}
            ${isConnected ? formOf(action, { proof, action: 'disconnect' }, [], 'Disconnect') : nothing}`,
      )}
      ${formOf('', { proof, action: 'sign-out' }, [], 'Sign out')}`,
  );
}

/** Returns a page with a sentence for a person. */
export function messagePage(status: number, title: string, text: string): PageResponse {
  return htmlPage(status, title, html`<p>${text}</p>`);
}

/** Returns the response that sends a browser to a page of this server. */
export function redirectTo(location: string): PageResponse {
  return { status: 303, headers: { ...privateHeaders, location }, body: '' };
}

/** Returns the page that sends a browser to another server. */
export function leaveTo(url: string): PageResponse {
  return { status: 200, headers: pageHeaders, body: forwardPage(url, 'Continue to sign in') };
}

function formOf(action: string, fields: Record<string, string>, content: Html[], button: string): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const place = action === '' ? nothing : html` action="${action}"`;
  return html`<form method="post" ${place}>
    ${hidden}${content}
    <p><button>${button}</button></p>
  </form>`;
}

function htmlPage(status: number, title: string, body: Html): PageResponse {
  return { status, headers: pageHeaders, body: pageText(title, body) };
}
