import { once } from 'node:events';
import { createServer } from 'node:http';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export const callbackPath = '/callback';

/** A person has to find a password, or a second device. */
const patience = 300_000;

/** A port of this machine that a browser is sent back to. */
export interface Callback {
  url: string;
  /** What came with the browser; what has another state is not ours, and is refused. */
  answer(state: string, signal?: AbortSignal): Promise<URLSearchParams>;
  /** What the person reads in the end. */
  finish(text: string): void;
  close(): Promise<void>;
}

/** Whether a request was what is waited for. */
type Take = (request: IncomingMessage, response: ServerResponse) => boolean;

/** @throws OpenApiMcpError PORT_UNAVAILABLE */
export async function listenForCallback(port: number): Promise<Callback> {
  let take: Take | undefined;
  let waiting: ServerResponse | undefined;
  const server = createServer((request, response) => {
    if (take?.(request, response) !== true)
      send(response, 404, 'There is nothing here: go on where the login began.');
  });
  await listen(server, port);
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}${callbackPath}`;
  return {
    url,
    answer: (state, signal) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(unanswered('nobody logged in within five minutes')), patience);
        const cancel = (): void => reject(unanswered('the login was cancelled'));
        signal?.addEventListener('abort', cancel, { once: true });
        take = (request, response) => {
          const { pathname, searchParams } = new URL(request.url ?? '/', url);
          if (pathname !== callbackPath || request.method !== 'GET' || searchParams.get('state') !== state)
            return false;
          clearTimeout(late);
          signal?.removeEventListener('abort', cancel);
          take = undefined;
          waiting = response;
          resolve(searchParams);
          return true;
        };
      }),
    finish(text) {
      if (waiting !== undefined) send(waiting, 200, text);
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

/** The address of this page holds the code: it is neither kept nor told to others. */
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

function unanswered(message: string): OpenApiMcpError {
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', message, {
    hint: 'Run the command again, and open the address that it prints.',
  });
}
