import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import type { InteropClient } from '../interop/clients.ts';

/** Milliseconds until a client gives a call up and sends it again. */
const callTime = 5_000;
const maxAttempts = 6;

/** A load of calls that goes on until it is stopped. */
export interface Load {
  /** Resolves when so many further calls have succeeded. */
  passed(count: number): Promise<void>;
  /** Ends the load. Resolves to the number of calls, of those that were sent again, and to the calls that failed in the end. */
  stop(): Promise<{ calls: number; retries: number; lost: string[] }>;
}

/** Calls a tool with clients of all kinds, some calls of each at a time, and sends calls that fail again. */
export async function startLoad(
  url: string,
  call: (client: InteropClient, signal: AbortSignal) => Promise<Record<string, unknown>>,
  perClient = 4,
): Promise<Load> {
  const clients = await Promise.all(clientKinds.map((kind) => connectHttp(kind, url)));
  const lost: string[] = [];
  let calls = 0;
  let retries = 0;
  const stopping = new AbortController();
  let waiting: { count: number; resolve: () => void }[] = [];

  async function attempt(client: InteropClient): Promise<string | undefined> {
    try {
      const result = await call(client, AbortSignal.timeout(callTime));
      return result['isError'] === true ? JSON.stringify(result) : undefined;
    } catch (error) {
      return String(error);
    }
  }

  async function callUntilItSucceeds(client: InteropClient): Promise<void> {
    let failure = await attempt(client);
    for (let count = 1; failure !== undefined && count < maxAttempts; count += 1) {
      retries += 1;
      failure = await attempt(client);
    }
    calls += 1;
    if (failure !== undefined) lost.push(failure);
    for (const { count, resolve } of waiting) if (calls >= count) resolve();
    waiting = waiting.filter(({ count }) => calls < count);
  }

  const running = clients.flatMap((client) =>
    Array.from({ length: perClient }, async () => {
      while (!stopping.signal.aborted) await callUntilItSucceeds(client);
    }),
  );
  return {
    passed: (count) =>
      new Promise((resolve) => {
        waiting.push({ count: calls + count, resolve });
      }),
    async stop() {
      stopping.abort();
      await Promise.all(running);
      await Promise.all(clients.map((client) => client.close()));
      return { calls, retries, lost };
    },
  };
}

/** Sends requests on connections of their own, some at a time, and returns how many of them have each status. */
export async function countStatuses(
  urls: readonly string[],
  count: number,
  headers: Record<string, string> = {},
): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  let sent = 0;
  const send = async (): Promise<void> => {
    while (sent < count) {
      const url = urls[sent % urls.length] ?? '';
      sent += 1;
      const { status } = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          connection: 'close',
          ...headers,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
      }).then(async (response) => {
        await response.text();
        return response;
      });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
  return statuses;
}
