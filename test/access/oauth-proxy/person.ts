import { refreshOf } from '../../support/unescape-html.ts';

/** A page that a browser received. */
export interface BrowserPage {
  url: URL;
  status: number;
  headers: Headers;
  text: string;
}

/** A browser with cookies that follows redirects and refreshes, and stops before other schemes and `stopAt`. */
export class Person {
  readonly #cookies = new Map<string, { name: string; value: string; host: string; path: string }>();
  readonly #stopAt: string;
  /** All URLs that were visited. */
  readonly visited: string[] = [];

  readonly #fetch: typeof fetch;

  constructor(stopAt: string, send: typeof fetch = fetch) {
    this.#stopAt = stopAt;
    this.#fetch = send;
  }

  /** Opens a page, or returns the URL at which the browser leaves for the client. */
  async open(start: string | URL, form?: Record<string, string>): Promise<BrowserPage> {
    let url = new URL(start);
    let body = form === undefined ? undefined : new URLSearchParams(form);
    for (let step = 0; step < 30; step += 1) {
      if (url.href.startsWith(this.#stopAt)) return { url, status: 0, headers: new Headers(), text: '' };
      this.visited.push(url.href);
      const response = await this.#fetch(url, {
        redirect: 'manual',
        headers: { cookie: this.#cookiesFor(url), accept: 'text/html', ...(body && { origin: url.origin }) },
        ...(body === undefined ? {} : { method: 'POST', body }),
      });
      this.#keep(url, response.headers.getSetCookie());
      const text = await response.text();
      const next = response.headers.get('location') ?? refreshOf(text);
      if (next === undefined) return { url, status: response.status, headers: response.headers, text };
      url = new URL(next, url);
      body = undefined;
    }
    throw new Error(`there is no end: ${this.visited.slice(-5).join(' ')}`);
  }

  /** Submits the form of a page. */
  async submit(page: BrowserPage, fields: Record<string, string>): Promise<BrowserPage> {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1] ?? page.url.pathname;
    return this.open(new URL(action, page.url), fields);
  }

  /** Consents and signs in under a name. Returns the URL of the client with the code. */
  async signIn(start: string | URL, name = 'ada'): Promise<BrowserPage> {
    const consent = await this.open(start);
    if (consent.status !== 200) return consent;
    const login = await this.submit(consent, { decision: 'allow' });
    return login.text.includes('name="name"') ? this.submit(login, { name }) : login;
  }

  /** Copies the cookies of another browser whose names begin with a text. */
  steal(other: Person, start = ''): void {
    for (const [key, cookie] of other.#cookies)
      if (cookie.name.startsWith(start)) this.#cookies.set(key, cookie);
  }

  #cookiesFor({ host, pathname }: URL): string {
    return [...this.#cookies.values()]
      .filter((cookie) => cookie.host === host && pathname.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keep({ host }: URL, lines: string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/';
      this.#cookies.set(`${host} ${path} ${name}`, { name, value, host, path });
    }
  }
}
