import { PlainClient, redirectUri } from '../access/oauth-proxy/plain-client.ts';
import type { Browser } from './browser.ts';

/** The tokens of a person who connected an MCP client. */
export interface ClientTokens {
  access: string;
  refresh: string;
}

/** Connects an MCP client to a server as a person in front of a browser. */
export async function signIn(url: string, browser: Browser, name: string): Promise<ClientTokens> {
  const client = new PlainClient(new URL(url).origin);
  await client.register({ client_name: `client of ${name}` });
  await browser.open(client.authorizationUrl({ scope: undefined }).href);
  await browser.submit({ decision: 'allow' }, redirectUri);
  if (!browser.page.url.startsWith(redirectUri)) await browser.submit({ name }, redirectUri);
  const code = new URL(browser.page.url).searchParams.get('code') ?? '';
  const { json } = await client.exchange(code);
  return { access: String(json['access_token']), refresh: String(json['refresh_token']) };
}
