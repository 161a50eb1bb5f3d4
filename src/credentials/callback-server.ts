import { once } from 'node:events';
import { createServer } from 'node:http';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** The path of the redirect URI. */
export const callbackPath = '/callback';

/** Milliseconds for the login: a person has to find a password, or a second device. */
const loginTimeout = 300_000;

/** A server on a port of this machine that receives the redirect of a browser. */
export interface CallbackServer {
  /** The redirect URI. */
  url: string;
  /** Returns the parameters of the redirect with this state. Requests with another state are refused. */
  waitForRedirect(state: string, signal?: AbortSignal): Promise<URLSearchParams>;
  /** Responds to the redirect with a text for the person. */
  respond(text: string): void;
  close(): Promise<void>;
}

/** Returns true for the redirect, after accepting it. */
type AcceptRedirect = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Starts the server that receives the redirect.
 *
 * @throws OpenApiMcpError PORT_UNAVAILABLE
 */
export async function listenForCallback(port: number): Promise<CallbackServer> {
  let accept: AcceptRedirect | undefined;
  let pending: ServerResponse | undefined;
  const server = createServer((request, response) => {
    if (accept?.(request, response) !== true)
      send(response, 404, 'There is nothing here: go on where the login began.');
  });
  await listen(server, port);
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}${callbackPath}`;
  return {
    url,
    waitForRedirect: (state, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(loginFailed('nobody logged in within five minutes')),
          loginTimeout,
        );
        const cancel = (): void => reject(loginFailed('the login was cancelled'));
        signal?.addEventListener('abort', cancel, { once: true });
        accept = (request, response) => {
          const { pathname, searchParams } = new URL(request.url ?? '/', url);
          if (pathname !== callbackPath || request.method !== 'GET' || searchParams.get('state') !== state)
            return false;
          clearTimeout(timer);
          signal?.removeEventListener('abort', cancel);
          accept = undefined;
          pending = response;
          resolve(searchParams);
          return true;
        };
      }),
    respond(text) {
      if (pending !== undefined) send(pending, 200, text);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: unknown) => {
    throw new OpenApiMcpError('PORT_UNAVAILABLE', `cannot listen on 127.0.0.1:${port}: ${messageOf(cause)}`, {
      cause,
    });
  });
}

/** Sends a page that is neither cached nor sent as a referrer, because its URL contains the authorization code. */
function send(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      connection: 'close',
    })
    .end(`${text}\n`);
}

function loginFailed(message: string): OpenApiMcpError {
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', message, {
    hint: 'Run the command again, and open the address that it prints.',
  });
}
