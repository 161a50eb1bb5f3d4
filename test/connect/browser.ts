import { refreshOf, unescapeHtml } from '../support/unescape-html.ts';

/** A page that a browser shows. */
export interface ShownPage {
  url: string;
  status: number;
  headers: Headers;
  text: string;
}

/** A browser without scripts: it follows redirects and refreshes, keeps cookies by origin, and submits the form of a page. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  /** Replaces the address of a redirect, for a server behind an address that is none here. */
  rewrite: (url: string) => string = (url) => url;
  page: ShownPage = { url: '', status: 0, headers: new Headers(), text: '' };

  /** Opens a URL. With `stopAt`, it does not follow a redirect to a URL that has this text. */
  async open(url: string, { form, stopAt }: { form?: URLSearchParams; stopAt?: string } = {}) {
    let location = url;
    let body = form;
    for (let steps = 0; steps < 20; steps += 1) {
      const response = await this.#send(location, body);
      const text = await response.text();
      const next = response.headers.get('location') ?? refreshOf(text);
      this.page = {
        url: location,
        status: response.status,
        headers: response.headers,
        text,
      };
      if (next === undefined) return this.page;
      location = this.rewrite(new URL(next, location).href);
      body = undefined;
      if (stopAt !== undefined && location.includes(stopAt)) {
        this.page = { ...this.page, url: location };
        return this.page;
      }
    }
    throw new Error(`There is no end: ${location}`);
  }

  /** Submits the first form of the page with these fields besides its hidden ones. */
  async submit(fields: Record<string, string> = {}, stopAt?: string) {
    const { text, url } = this.page;
    const [shown = '', action = ''] = /<form[^>]*?(?: action="([^"]*)")?>.*?<\/form>/s.exec(text) ?? [];
    const hidden = [...shown.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"(?: \/)?>/g)].map(
      ([, name = '', value = '']): [string, string] => [unescapeHtml(name), unescapeHtml(value)],
    );
    if (shown === '') throw new Error(`${url} has no form: ${text}`);
    const place = new URL(unescapeHtml(action), url).href;
    const form = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
    return this.open(place, stopAt === undefined ? { form } : { form, stopAt });
  }

  /** Returns the header `Cookie` for a URL. */
  cookiesOf(url: string): string {
    const jar = this.#cookies.get(new URL(url).origin) ?? [];
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #send(url: string, form: URLSearchParams | undefined): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    const cookie = this.cookiesOf(url);
    const sent = form === undefined ? {} : { method: 'POST', body: form };
    const headers = form === undefined ? { cookie } : { cookie, origin };
    const response = await fetch(url, { ...sent, redirect: 'manual', headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return response;
  }
}
