import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandlers, OpenApiMcpError } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

let api: Upstream;

beforeAll(async () => {
  api = await startUpstream();
});
afterAll(() => api.close());
beforeEach(() => {
  api.requests.length = 0;
  api.answer(jsonAnswer({ ok: true }));
});

const environment = { SECURED_OAUTH_CLIENT_ID: 'me', SECURED_OAUTH_CLIENT_SECRET: 'secretOfMe' };
const failure = 'http://127.0.0.1:2: connection refused';

/** Opens an API whose authorization server is down. */
function open(security: JsonObject[], key?: string): Promise<SecuredApi> {
  const flows = { clientCredentials: { tokenUrl: 'http://127.0.0.1:2/token', scopes: {} } };
  const schemes = { oauth: { type: 'oauth2', flows }, key: { type: 'apiKey', in: 'header', name: 'X-Key' } };
  const document = securedDocument(api.url, schemes, { things: security });
  return openSecured(document, { ...environment, ...(key === undefined ? {} : { SECURED_KEY: key }) });
}

const oauth = { oauth: [] };
const key = { key: [] };

describe('a token that cannot be fetched', () => {
  it.each<[title: string, security: JsonObject[], key: string | undefined, sent: (string | undefined)[] | string]>([
    ['fails a call that requires it', [oauth], undefined, failure],
    ['fails a call whose other alternative has no credential', [oauth, key], undefined, failure],
    ['fails a call that requires another credential too', [{ ...key, ...oauth }], 'k', failure],
    ['leaves the next alternative', [oauth, key], 'k', ['k']],
    ['is left out where it is optional', [{}, oauth], undefined, [undefined]],
    ['is left out where it is optional, in the other order', [oauth, {}], undefined, [undefined]],
    ['is left out with the other credential of its alternative', [{ ...key, ...oauth }, {}], 'k', [undefined]],
    ['is not fetched after another alternative', [{}, key, oauth], 'k', ['k']],
  ])('%s', async (_, security, value, expected) => {
    await using secured = await open(security, value);
    const text = await secured.call('things');
    const sent = api.requests.map((request) => request.header('x-key'));
    expect(api.requests.flatMap((request) => request.header('authorization') ?? [])).toEqual([]);
    if (typeof expected === 'string') expect([text.split('\n')[0], sent]).toEqual([expected, []]);
    else expect([text, sent]).toEqual(['{"ok":true}', expected]);
  }); // prettier-ignore

  it('is explained when the API wants it after all', async () => {
    api.answer({ status: 401 });
    await using secured = await open([{}, oauth]);
    expect(await secured.call('things')).toBe(
      `The API responded with 401 Unauthorized.\nNo credentials were sent, since there are none now: ${failure}`,
    );
  });

  it('stands in the audit log where it was optional', async () => {
    await using secured = await open([{}, oauth]);
    const entries: AuditEntry[] = [];
    const unavailable = new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', 'no token today');
    const credentials = { oauth: { provide: () => Promise.reject(unavailable) } };
    const handlers = createHandlers(secured.descriptor, {
      request: { credentials },
      audit: { write: (entry) => void entries.push(entry) },
    });
    expect(textOf(await handlers.callTool('things', {}))).toBe('{"ok":true}');
    expect(entries).toMatchObject([{ status: 200, error: null, reason: 'no token today' }]);
    await handlers.close();
  });
});
