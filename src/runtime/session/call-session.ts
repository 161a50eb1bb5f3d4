import { safeMethods } from '../../http/method.ts';
import { isErrorResponse, loginLocation } from '../response/redirect.ts';
import { isCsrfRefusal } from './caller-session.ts';
import type { CallerSession } from './caller-session.ts';
import type { CallSession, SendInSession } from './session-types.ts';
import type { SendOwn } from './send-own.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** The session of a caller during one call. */
export class OpenCallSession implements CallSession {
  readonly #session: CallerSession;
  readonly #sendOwn: SendOwn;
  readonly #seen = new Set<string>();

  constructor(session: CallerSession, sendOwn: SendOwn) {
    this.#session = session;
    this.#sendOwn = sendOwn;
  }

  /** Everything that was sent or received in this call and must be redacted. */
  get secrets(): string[] {
    this.#note(this.#session.secrets());
    return [...this.#seen];
  }

  #note(secrets: string[]): void {
    for (const secret of secrets) this.#seen.add(secret);
  }

  async send(
    operation: OperationDescriptor,
    request: HttpRequest,
    send: SendInSession,
  ): Promise<HttpResponse> {
    const session = this.#session;
    const mayLogIn = session.hasLogin && operation.security?.length !== 0;
    if (mayLogIn && !session.isLoggedIn) await session.logIn(session.generation, this.#sendOwn);
    let hasRenewed = false;
    let hasLoggedIn = false;
    for (;;) {
      const { generation } = session;
      if (!safeMethods.has(request.method)) await session.fetchCsrf(this.#sendOwn);
      const { csrfValue } = session;
      const response = await this.#sendOnce(operation, request, send);
      if (!hasRenewed && isCsrfRefusal(response)) {
        hasRenewed = true;
        if (await session.renewCsrf(csrfValue, this.#sendOwn)) continue;
      }
      if (!hasLoggedIn && mayLogIn && hasEnded(operation, request, response)) {
        hasLoggedIn = true;
        await session.logIn(generation, this.#sendOwn);
        continue;
      }
      return response;
    }
  }

  async #sendOnce(
    operation: OperationDescriptor,
    request: HttpRequest,
    send: SendInSession,
  ): Promise<HttpResponse> {
    const session = this.#session;
    const { jar } = session;
    let { target } = request;
    const receive = (headers: HttpResponse['headers']): void => {
      jar.store(target, headers['set-cookie']);
      this.#note(jar.secrets());
    };
    this.#note(session.secrets());
    const response = await send(session.prepare(operation, request), (next, headers) => {
      receive(headers);
      ({ target } = next);
      return session.prepare(operation, { ...request, target });
    });
    receive(response.headers);
    return response;
  }
}

/** Returns true for a response that wants a login. */
function hasEnded(operation: OperationDescriptor, request: HttpRequest, response: HttpResponse): boolean {
  if (response.status === 401) return true;
  return loginLocation(response) !== undefined && isErrorResponse(operation, { request, response });
}
