import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { postCall } from '../support/post-call.ts';
import { startUpstream } from '../support/upstream.ts';
import { descriptor } from './shop.ts';
import type { ApiServer } from '../../src/index.ts';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { HttpServer } from '../../src/serve/http/http-server.ts';
import type { Upstream } from '../support/upstream.ts';

/** The state of a question, which goes to a client of 2026-07-28 and comes back with the reply, as clients might send it. */

const tokens = { ada: 'token-of-ada-0123456789abcdef', eve: 'token-of-eve-0123456789abcdef' };
type Caller = keyof typeof tokens;

interface Shop {
  api: ApiServer;
  server: HttpServer;
}

let upstream: Upstream;
let shop: Shop;
let other: Shop;
const entries: AuditEntry[] = [];

async function serve(): Promise<Shop> {
  const api = createApiServer(
    descriptor,
    {
      request: { baseUrl: upstream.url },
      policy: { confirm: 'write' },
      audit: { write: (entry) => entries.push(entry) },
      extensions: { tools: [{ name: 'erase', call: () => 'gone' }] },
    },
    async () => sdkV2,
  );
  const callers = Object.entries(tokens).map(([name, token]) => ({ name, token }));
  return { api, server: await api.serveHttp({ port: 0, authTokens: callers }) };
}

beforeAll(async () => {
  upstream = await startUpstream();
  shop = await serve();
  other = await serve();
});
afterAll(async () => {
  for (const { api, server } of [shop, other]) {
    await server.close();
    await api.close();
  }
  await upstream.close();
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  upstream.requests.length = 0;
  entries.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

interface Call {
  tool?: string;
  args?: JsonObject;
  caller?: Caller;
  at?: Shop;
}

function send(
  { tool = 'delete_pet', args = { petId: 1 }, caller = 'ada', at = shop }: Call,
  reply: JsonObject = {},
) {
  const headers = { authorization: `Bearer ${tokens[caller]}` };
  return postCall(at.server.url, tool, { arguments: args, ...reply }, headers);
}

/** Calls, and returns the state of the question. */
async function ask(call: Call = {}): Promise<string> {
  const { result } = await send(call);
  expect(result['resultType']).toBe('input_required');
  return String(result['requestState']);
}

function answer(call: Call, requestState: Json) {
  return send(call, { requestState, inputResponses: { consent: { action: 'accept', content: {} } } });
}

const custom: Call = { tool: 'erase', args: {} };
const minutes = 60_000;
const part = (state: string, index: number): string => state.split('.')[index] ?? '';
const changed = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

// prettier-ignore
const rows: [string, (state: string) => { call?: Call; state?: string; after?: number } | Promise<{ call?: Call; state?: string; after?: number }>][] = [
  ['was changed: its id', (state) => ({ state: changed(state) })],
  ['was changed: its time', (state) => ({ state: state.replace(part(state, 1), String(Number(part(state, 1)) + 1)) })],
  ['was changed: its signature', (state) => ({ state: state.replace(part(state, 2), changed(part(state, 2))) })],
  ['was cut', (state) => ({ state: state.slice(0, -1) })],
  ['was lengthened', (state) => ({ state: `${state}-TAMPERED` })],
  ['is empty', () => ({ state: '' })],
  ['is made up', () => ({ state: 'a.99999999999999.b' })],
  ['is that of another operation', () => ({ call: { tool: 'replacePet', args: { petId: 1, body: { name: 'a' } } } })],
  ['is that of other arguments', () => ({ call: { args: { petId: 2 } } })],
  ['is that of another caller', () => ({ call: { caller: 'eve' } })],
  ['is that of another server', () => ({ call: { at: other } })],
  ['has expired', () => ({ after: 10 * minutes + 1 })],
  ['was used before', async (state) => {
    expect((await answer({}, state)).result['isError']).toBeUndefined();
    upstream.requests.length = 0;
    entries.length = 0;
    return {};
  }],
];

describe('a call with a state', () => {
  it.each(rows)('that %s is refused, and nothing is sent', async (_, change) => {
    const asked = await ask();
    const { call = {}, state = asked, after = 0 } = await change(asked);
    vi.setSystemTime(Date.now() + after);
    entries.length = 0;
    expect(await answer(call, state)).toEqual({
      status: 200,
      result: {
        error: {
          code: -32602,
          message: `Invalid or expired requestState: The confirmation is not valid for this call of ${call.tool ?? 'delete_pet'}; nothing was sent. Call again without a confirmation, and the person is asked again. A confirmation is valid for one call, for ten minutes.`,
          data: { reason: 'invalid_request_state' },
        },
      },
    });
    expect(upstream.requests).toEqual([]);
    expect(entries.map(({ caller, error }) => [caller, error])).toEqual([
      [call.caller ?? 'ada', 'CONFIRMATION_REFUSED'],
    ]);
  });

  it('that has not expired is accepted', async () => {
    const state = await ask();
    vi.setSystemTime(Date.now() + 10 * minutes - 1);
    expect((await answer({}, state)).result['isError']).toBeUndefined();
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/pets/1']);
  });

  it.each<[string, Call, Call]>([
    ['of a custom tool for an operation', custom, {}],
    ['of an operation for a custom tool', {}, custom],
    ['of another caller for a custom tool', { ...custom, caller: 'eve' }, custom],
  ])('%s is refused', async (_, asked, called) => {
    const { result } = await answer(called, await ask(asked));
    expect(result['error']).toMatchObject({ code: -32602, data: { reason: 'invalid_request_state' } });
    expect(upstream.requests).toEqual([]);
  });

  it('of a custom tool is accepted once', async () => {
    const state = await ask(custom);
    expect((await answer(custom, state)).result['content']).toEqual([{ type: 'text', text: 'gone' }]);
    expect((await answer(custom, state)).result).toHaveProperty('error');
  });

  it.each<[string, Json]>([
    ['a number', 1],
    ['an object', { a: 1 }],
    ['null', null],
  ])('that is %s is refused', async (_, state) => {
    await ask();
    const { result } = await answer({}, state);
    expect(result['error']).toMatchObject({ code: -32602 });
    expect(upstream.requests).toEqual([]);
  });
});
