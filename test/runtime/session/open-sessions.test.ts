import { expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../../src/index.ts';
import { openSessions } from '../../../src/runtime/session/open-sessions.ts';
import { sessionDocument } from '../../security/session-document.ts';
import type { HttpResponse } from '../../../src/http/http-message.ts';
import type { HttpRequest, Principal } from '../../../src/index.ts';

const origin = 'http://127.0.0.1:1';
const response: HttpResponse = {
  status: 200,
  headers: { 'set-cookie': 'sid=abc' },
  body: Buffer.alloc(0),
  ending: 'complete',
};

function named(name: string): Principal {
  return { name, scopes: [] };
}

it('forgets the session that was used least recently beyond a thousand', async () => {
  const { descriptor } = describeApi(await loadDocument(sessionDocument(origin)), { session: {} });
  const [operation] = descriptor.operations;
  const sent: HttpRequest[] = [];
  const sessions = openSessions({
    api: descriptor,
    options: {},
    sender: { send: async () => response, close: async () => undefined },
    baseUrlOf: () => ({ origin, path: '', query: '' }),
  });

  async function visit(principal: Principal): Promise<string> {
    if (operation === undefined) throw new Error('there is no operation');
    const request = { method: 'GET', origin, target: '/', headers: [] };
    await sessions.open({ principal }, origin).send(operation, request, async (complete) => {
      sent.push(complete);
      return response;
    });
    return JSON.stringify(sent.at(-1)?.headers);
  }

  await visit(named('first'));
  await visit(named('second'));
  for (let index = 0; index < 998; index++) await visit(named(`other${index}`));
  await visit(named('first'));
  await visit(named('another'));
  expect(await visit(named('first'))).toBe('[["Cookie","sid=abc"]]');
  expect(await visit(named('second'))).toBe('[]');
  // The same name of another issuer is another caller.
  expect(await visit({ ...named('first'), issuer: 'https://issuer.example' })).toBe('[]');
});
