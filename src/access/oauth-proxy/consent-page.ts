import { html } from '../../http/html.ts';
import { pageText } from '../../http/page.ts';
import type { ScopeWords } from './scope-words.ts';

/** The client that a person is asked about. */
export interface AskingClient {
  name: string | undefined;
  /** The host of its metadata document, which proves who it is. */
  host: string | undefined;
  redirectUri: string;
}

/** The question that a person answers. */
export interface ConsentQuestion {
  /** The title of the server. */
  server: string;
  client: AskingClient;
  scopes: ScopeWords[];
  /** The host at which the person signs in. */
  provider: string;
  /** The path that the form is sent to. */
  action: string;
}

/**
 * Returns the page that asks a person whether a client may act for them. It names the place that the code is sent to, since
 * a client can give itself any name.
 */
export function consentPage({ server, client, scopes, provider, action }: ConsentQuestion): string {
  const name = client.name ?? client.host ?? 'An application without a name';
  const scopeItems = scopes.map(({ name: scope, words }) =>
    words === undefined
      ? html`<li><code>${scope}</code></li>`
      : html`<li>${words} <small>(<code>${scope}</code>)</small></li>`,
  );
  return pageText(
    `Connect to ${server}?`,
    html`<p><strong>${name}</strong> wants to use ${server} in your name.</p>
      <dl>
        <dt>Application</dt>
        <dd>
          ${client.host === undefined ? `${name} (it gave this name itself)` : `${name}, of ${client.host}`}
        </dd>
        <dt>You will be sent to</dt>
        <dd><strong>${placeOf(client.redirectUri)}</strong></dd>
        ${
          scopeItems.length === 0
            ? ''
            : html`<dt>It asks for</dt>
                <dd>
                  <ul>
                    ${scopeItems}
                  </ul>
                </dd>`
        }
        <dt>You sign in at</dt>
        <dd>${provider}</dd>
      </dl>
      <p>Allow this only if you have just connected this application yourself.</p>
      <form method="post" action="${action}">
        <button class="allow" name="decision" value="allow">Allow and sign in</button>
        <button name="decision" value="deny">Deny</button>
      </form>`,
  );
}

/** Returns the place that a redirect URI leads to, in words. */
export function placeOf(redirectUri: string): string {
  const { protocol, hostname, host } = new URL(redirectUri);
  if (/^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname))
    return `an application on this computer (${host})`;
  if (protocol === 'https:' || protocol === 'http:') return host;
  return `the application that opens ${protocol} links`;
}
