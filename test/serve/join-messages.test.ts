import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { joinMessages } from '../../src/serve/join-messages.ts';

/** Returns a transport on a stream, with the system calls that its messages lead to. */
function recordWrites() {
  const calls: string[][] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _, done) => void (calls.push([chunk]), done()),
    writev: (chunks, done) => void (calls.push(chunks.map(({ chunk }) => String(chunk))), done()),
  });
  const transport = {
    send: async (message: { id?: number }) => void stream.write(JSON.stringify(message)),
  };
  joinMessages(transport, stream);
  return { calls, transport };
}

it.each([
  {
    title: 'joins the responses of one turn',
    turns: [[{ id: 1 }, { id: 2 }], [{ id: 3 }]],
    calls: [['{"id":1}', '{"id":2}'], ['{"id":3}']],
  },
  { title: 'writes a notification at once', turns: [[{}, { id: 1 }]], calls: [['{}'], ['{"id":1}']] },
  {
    title: 'keeps the order of responses and notifications',
    turns: [[{ id: 1 }, {}, { id: 2 }]],
    calls: [['{"id":1}'], ['{}'], ['{"id":2}']],
  },
])('$title', async ({ turns, calls: expected }) => {
  const { calls, transport } = recordWrites();
  for (const messages of turns) {
    await Promise.all(messages.map((message) => transport.send(message)));
    await setImmediate();
  }
  expect(calls).toEqual(expected);
});
