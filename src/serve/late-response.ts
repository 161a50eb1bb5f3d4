import type { Json } from '../json/value.ts';

/** Milliseconds after which a response begins, so that no proxy gives up the connection. */
export const defaultPatience = 10_000;

/** Returns a response, or `undefined` if it does not come within some milliseconds. */
export function responseWithin(response: Promise<Response>, patience: number): Promise<Response | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, patience, undefined);
    response.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** Returns a response that begins at once: with comments, until the messages of the late response are its events. */
export function eventStreamOf(late: Promise<Response>, patience: number): Response {
  const headers = {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  };
  const events = eventsOf(late, patience);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await events.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await events.return(undefined)),
  });
  return new Response(body, { headers });
}

async function* eventsOf(late: Promise<Response>, patience: number): AsyncGenerator<Uint8Array, undefined> {
  const encoder = new TextEncoder();
  let response: Response | undefined;
  while (response === undefined) {
    yield encoder.encode(': keep-alive\n\n');
    response = await responseWithin(late, patience);
  }
  // A call that reports its progress late opens a stream by itself.
  if (response.headers.get('content-type') === 'text/event-stream') return yield* partsOf(response);
  for (const message of messagesOf(await response.text()))
    yield encoder.encode(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  return undefined;
}

async function* partsOf({ body }: Response): AsyncGenerator<Uint8Array, undefined> {
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) yield part.value;
  return undefined;
}

/** Returns the messages of a body: several for a batch. */
function messagesOf(text: string): Json[] {
  const body = JSON.parse(text) as Json;
  return Array.isArray(body) ? body : [body];
}
