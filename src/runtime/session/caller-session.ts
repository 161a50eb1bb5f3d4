import { formatPointer, valueAt } from '../../json/pointer.ts';
import { safeMethods } from '../../http/method.ts';
import { readResponse } from '../response/read-response.ts';
import { loginLocation } from '../response/redirect.ts';
import { variableStart } from '../security/variable-prefixes.ts';
import { decodePercent } from '../../json/decode-percent.ts';
import { CookieJar } from './cookie-jar.ts';
import { readLogin } from './read-login.ts';
import { loginFailure } from './login-failure.ts';
import { firstLine } from '../../http/field-lines.ts';
import type { OpenApiMcpError } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type { JsonObject } from '../../json/value.ts';
import type { SendOwn } from './send-own.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type {
  ApiDescriptor,
  CsrfToken,
  OperationDescriptor,
  SecuritySchemeDescriptor,
  SessionLogin,
} from '../../descriptor.ts';

/** The cookies that known frameworks hand out a CSRF token in, with the headers that they read it from. */
const usualTokens: CsrfToken[] = [
  { source: { kind: 'cookie', name: 'csrftoken' }, header: 'X-CSRFToken' },
  { source: { kind: 'cookie', name: 'XSRF-TOKEN' }, header: 'X-XSRF-TOKEN' },
  { source: { kind: 'cookie', name: '_xsrf' }, header: 'X-XSRFToken' },
];

/** Milliseconds for which a login that was refused is not repeated, so that no account is locked. */
const refusalPause = 30_000;

/** The session of one caller at one origin: cookies, the token of the login, and the CSRF token. */
export class CallerSession {
  /** The number of logins. */
  generation = 0;
  readonly #api: ApiDescriptor;
  readonly #options: RuntimeOptions;
  readonly #origin: string;
  #jar: CookieJar;
  #token: string | undefined;
  /** The CSRF token of a response. That of a cookie is read from the cookie each time. */
  #csrf: string | undefined;
  #loginSecrets: string[] = [];
  #loggingIn: Promise<void> | undefined;
  #fetching: Promise<void> | undefined;
  #refused: { error: OpenApiMcpError; until: number } | undefined;

  constructor(api: ApiDescriptor, options: RuntimeOptions, origin: string) {
    this.#api = api;
    this.#options = options;
    this.#origin = origin;
    this.#jar = new CookieJar(origin);
  }

  /** Returns everything that must be redacted. */
  secrets(): string[] {
    const own = [this.#token, this.#csrf].filter((secret) => secret !== undefined);
    return [...own, ...this.#jar.secrets(), ...this.#loginSecrets];
  }

  /** The cookies. A login begins with none, so that a response to an earlier request changes nothing. */
  get jar(): CookieJar {
    return this.#jar;
  }

  /** True if the server logs in by itself. */
  get hasLogin(): boolean {
    return this.#api.session?.login !== undefined;
  }

  /** Returns true after a login whose cookies have not all expired, and that no logout has ended. */
  get isLoggedIn(): boolean {
    return this.generation > 0 && (this.#token !== undefined || !this.#jar.isEmpty);
  }

  /**
   * Logs in, unless that has happened since a `generation`. Concurrent calls share one login.
   *
   * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
   */
  async logIn(generation: number, sendOwn: SendOwn): Promise<void> {
    if (this.generation > generation) return;
    if (this.#refused !== undefined && this.#refused.until > Date.now()) throw this.#refused.error;
    this.#loggingIn ??= this.#logIn(sendOwn).finally(() => (this.#loggingIn = undefined));
    await this.#loggingIn;
  }

  /** Fetches the CSRF token anew, unless it is another one than `refused` by now. Returns false if it stays the same. */
  async renewCsrf(refused: string | undefined, sendOwn: SendOwn): Promise<boolean> {
    const { operation } = this.#api.session?.csrf ?? {};
    if (this.csrfValue === refused && operation !== undefined) {
      this.#csrf = undefined;
      await this.#fetchOnce(operation, sendOwn);
    }
    return this.csrfValue !== refused;
  }

  /** Fetches the CSRF token, if an operation hands it out and it is not known. */
  async fetchCsrf(sendOwn: SendOwn): Promise<void> {
    const { operation } = this.#api.session?.csrf ?? {};
    if (operation !== undefined && this.csrfValue === undefined) await this.#fetchOnce(operation, sendOwn);
  }

  /** Completes a request by the cookies, the token and the CSRF token. Those of the request itself take precedence. */
  prepare(operation: OperationDescriptor, request: HttpRequest): HttpRequest {
    const given = new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
    const headers = request.headers.filter(([name]) => name.toLowerCase() !== 'cookie');
    const cookie = this.#cookieHeader(request.target, given.get('cookie'));
    if (cookie !== '') headers.push(['Cookie', cookie]);
    const credential = this.#credential(operation);
    const csrf = safeMethods.has(request.method) ? undefined : this.#csrfToken();
    const added: [string, string][] = [
      ...(credential === undefined ? [] : [credential]),
      ...(csrf === undefined ? [] : [[csrf.header, csrf.value] as [string, string]]),
    ];
    headers.push(...added.filter(([name]) => !given.has(name.toLowerCase())));
    return { ...request, headers };
  }

  /** Returns the CSRF token that is sent now. */
  get csrfValue(): string | undefined {
    return this.#csrfToken()?.value;
  }

  async #logIn(sendOwn: SendOwn): Promise<void> {
    const login = this.#api.session?.login;
    if (login === undefined) return;
    const { args, secrets } = readLogin(
      login,
      variableStart(this.#api),
      this.#options.request?.environment ?? {},
    );
    this.#loginSecrets = secrets;
    this.#jar = new CookieJar(this.#origin);
    this.#token = undefined;
    this.#csrf = undefined;
    let response = await this.#send(login.operation, args, sendOwn);
    if (isCsrfRefusal(response) && (await this.renewCsrf(this.csrfValue, sendOwn)))
      response = await this.#send(login.operation, args, sendOwn);
    if (response.status >= 400 || loginLocation(response) !== undefined) throw this.#refuse(login, response);
    const token = login.token && textAt(response, login.token);
    if (login.token !== undefined && token === undefined)
      throw this.#refuse(login, response, `its response has no ${formatPointer(login.token)}`);
    if (token === undefined && this.#jar.isEmpty)
      throw this.#refuse(login, response, 'its response sets no cookie that can be sent back');
    this.#token = token;
    // A login ends the token of before.
    this.#csrf = undefined;
    this.#refused = undefined;
    this.generation++;
  }

  /** Returns the error of a login that did not succeed, and remembers it if it would not succeed again. */
  #refuse(login: SessionLogin, response: HttpResponse, reason?: string): OpenApiMcpError {
    const isMasked = this.#options.result?.maskErrors === true;
    const own = login.credentials.map(({ ending }) => variableStart(this.#api) + ending);
    const error = loginFailure(login, [...own, ...login.variables], response, isMasked, reason);
    if (response.status < 500) this.#refused = { error, until: Date.now() + refusalPause };
    return error;
  }

  async #fetchOnce(operation: OperationDescriptor, sendOwn: SendOwn): Promise<void> {
    this.#fetching ??= this.#fetchCsrf(operation, sendOwn).finally(() => (this.#fetching = undefined));
    await this.#fetching;
  }

  async #fetchCsrf(operation: OperationDescriptor, sendOwn: SendOwn): Promise<void> {
    const response = await this.#send(operation, {}, sendOwn);
    const { source } = this.#api.session?.csrf ?? {};
    if (source?.kind === 'header') this.#csrf = firstLine(response.headers[source.name]);
    if (source?.kind === 'body') this.#csrf = textAt(response, source.path);
  }

  async #send(operation: OperationDescriptor, args: JsonObject, sendOwn: SendOwn): Promise<HttpResponse> {
    let target = '';
    const jar = this.#jar;
    const response = await sendOwn(operation, args, (request) => {
      ({ target } = request);
      return this.prepare(operation, request);
    });
    jar.store(response.finalTarget ?? target, response.headers['set-cookie']);
    return response;
  }

  /** Returns the cookies of a request, where its own ones take precedence. */
  #cookieHeader(target: string, given: string | undefined): string {
    const own = (given ?? '').split(/; */).filter((pair) => pair !== '');
    const names = new Set(own.map((pair) => pair.split('=', 1)[0]));
    const kept = this.#jar.cookiesFor(target).filter(({ name }) => !names.has(name));
    return [...own, ...kept.map(({ name, value }) => `${name}=${value}`)].join('; ');
  }

  /** Returns the header with the token of the login: that of a scheme of the operation, else of any, else Authorization. */
  #credential(operation: OperationDescriptor): [string, string] | undefined {
    if (this.#token === undefined || operation.security?.length === 0) return undefined;
    const { securitySchemes } = this.#api;
    const wanted = (operation.security ?? []).flatMap((requirement) => Object.keys(requirement));
    const places = [...wanted, ...Object.keys(securitySchemes)].flatMap(
      (name) => placeOf(securitySchemes[name]) ?? [],
    );
    const place = places[0] ?? 'Authorization';
    return [place, place.toLowerCase() === 'authorization' ? `Bearer ${this.#token}` : this.#token];
  }

  #csrfToken(): { header: string; value: string } | undefined {
    const { csrf } = this.#api.session ?? {};
    for (const { source, header } of csrf === undefined ? usualTokens : [csrf]) {
      const value =
        source.kind === 'cookie' ? decodePercent(this.#jar.valueOf(source.name) ?? '') : this.#csrf;
      if (value !== undefined && /^[\x21-\x7e]+$/.test(value)) return { header, value };
    }
    return undefined;
  }
}

/** Returns a text in the JSON of a response. */
function textAt(response: HttpResponse, path: string[]): string | undefined {
  const body = readResponse(response);
  const value = body.kind === 'json' ? valueAt(body.value, path) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the header that a scheme reads a token from. */
function placeOf(scheme: SecuritySchemeDescriptor | undefined): string | undefined {
  if (scheme?.type === 'apiKey') return scheme.in === 'header' ? scheme.name : undefined;
  const isBearer = scheme?.type === 'oauth2' || scheme?.type === 'openIdConnect';
  return isBearer || (scheme?.type === 'http' && scheme.scheme === 'bearer') ? 'Authorization' : undefined;
}

/** Returns true for a response that refuses a request because of its CSRF token. */
export function isCsrfRefusal({ status, body }: HttpResponse): boolean {
  // 419 is the status of Laravel.
  if (status === 419) return true;
  return (status === 400 || status === 403) && /[cx]srf/i.test(body.subarray(0, 65_536).toString('latin1'));
}
