import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { openAuditLog } from '../../src/serve/audit-log.ts';
import { list, post, send } from './send.ts';
import { startIssuer } from './issuer.ts';
import { descriptor } from './shop.ts';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';
import type { HttpOptions } from '../../src/serve/http/http-options.ts';
import type { HttpServer } from '../../src/serve/http/http-server.ts';
import type { Issuer } from './issuer.ts';

const token = 'a-token-of-the-tests';
let folder: string;
let issuer: Issuer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refusals-'));
  issuer = await startIssuer({ audience: 'shop' });
});
afterAll(async () => {
  await issuer[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Returns the entries of some requests, and their text. */
async function logOf(
  name: string,
  options: HttpOptions,
  task: (server: HttpServer) => Promise<void>,
): Promise<{ entries: AuditEntry[]; text: string }> {
  const path = join(folder, name);
  const log = openAuditLog(path);
  const server = await createServer(descriptor, {
    request: { baseUrl: 'http://127.0.0.1:2' },
    audit: { write: log.write },
  });
  const http = await server.serveHttp({ port: 0, ...options });
  await task(http);
  await http.close();
  await server.close();
  log.close();
  const text = await readFile(path, 'utf8');
  return {
    text,
    entries: text
      .trim()
      .split('\n')
      .map((line): AuditEntry => JSON.parse(line)),
  };
}

const bearer = (value: string) => post({ authorization: `Bearer ${value}` });
const secret = 'hidden-in-what-was-sent';

it('are in the audit log, without the text of the client', async () => {
  const expired = await issuer.sign({ exp: 1, sub: secret });
  const scoped = await issuer.sign({ scope: 'orders' });
  const options = {
    authTokens: [{ name: 'ada', token }],
    authJwt: issuer.url,
    authAudience: 'shop',
    authScopes: ['pets'],
    rateLimit: 1,
  };
  const { entries, text } = await logOf('http.log', options, async ({ url }) => {
    await send(`${url}?key=${secret}`, post(), list);
    await send(url, bearer(secret), list);
    await send(url, bearer(expired), list);
    await send(url, bearer(scoped), list);
    await send(url, bearer(token), list);
    await send(url, bearer(token), list);
    await send(url, post({ host: `${secret}.example` }), list);
    await send(url, post({ origin: `https://${secret}.example` }), list);
  });
  expect(
    entries.map(({ request, caller, status, error, reason }) => [request, caller, status, error, reason]),
  ).toEqual([
    ['http', null, 401, 'TOKEN_MISSING', 'A bearer token is needed (Authorization: Bearer …)'],
    ['http', null, 401, 'TOKEN_REFUSED', 'The token is not known'],
    ['http', null, 401, 'TOKEN_REFUSED', 'The token has expired'],
    ['http', 'ada', 403, 'SCOPE_MISSING', 'The token lacks the scope pets'],
    ['http', 'ada', 429, 'RATE_LIMITED', undefined],
    ['http', null, 403, 'HOST_REFUSED', undefined],
    ['http', null, 403, 'ORIGIN_REFUSED', undefined],
  ]);
  expect(new Set(entries.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']));
  expect(entries[0]).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    caller: null,
    address: '127.0.0.1',
    tool: null,
    method: null,
    path: null,
    status: 401,
    duration: 0,
    bytes: 0,
    request: 'http',
    error: 'TOKEN_MISSING',
    reason: 'A bearer token is needed (Authorization: Bearer …)',
  });
  expect(text).not.toMatch(new RegExp(`${secret}|${token}|${expired.slice(0, 20)}`));
});

it('are recorded if the token cannot be verified', async () => {
  await using unknown = await startIssuer({ audience: 'shop' });
  const options = { authJwt: unknown.url, authAudience: 'shop' };
  const { entries } = await logOf('keys.log', options, async ({ url }) => {
    unknown.fail(500);
    await send(url, bearer(await unknown.sign()), list);
  });
  expect(entries).toMatchObject([{ request: 'http', caller: null, status: 503, error: 'KEYS_UNREADABLE' }]);
});

it('are sent even if the log cannot be written', async () => {
  const server = await createServer(descriptor, {
    audit: {
      write: () => {
        throw new Error('the disk is full');
      },
    },
  });
  const http = await server.serveHttp({ port: 0, authTokens: [{ name: 'ada', token }] });
  await expect(send(http.url, post({ host: 'other.example' }), list)).rejects.toThrow('socket hang up');
  await expect(send(http.url, post(), list)).rejects.toThrow('socket hang up');
  expect(await send(http.url, bearer(token), list)).toMatchObject({ status: 200 });
  await http.close();
  await server.close();
});
