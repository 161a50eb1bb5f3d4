import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appendLines } from '../../src/serve/append-lines.ts';
import { openAuditLog } from '../../src/serve/audit-log.ts';
import { auditEvent } from '../../src/runtime/policy/audit-calls.ts';
import { createHandlers } from '../../src/runtime/handlers.ts';
import { clientKinds } from '../interop/clients.ts';
import { petstorePath, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { asking, descriptor, openSession } from './shop.ts';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';
import type { ClientKind } from '../interop/clients.ts';

const modern: ClientKind = { label: 'v2', sdk: 'v2', protocolVersion: '2026-07-28' };
const secret = 'hidden-in-an-argument';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Returns the entries of a log. */
async function readLog(path: string): Promise<AuditEntry[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line): AuditEntry => JSON.parse(line));
}

function short({ caller, request, tool, method, path, status, bytes, error }: AuditEntry): unknown[] {
  return [caller, request, tool, method, path, status, bytes, error];
}

async function decline({ state }: { state: string }) {
  return { action: 'decline' as const, state };
}

describe('an audit log', () => {
  it('is complete: responses, errors, refusals, cancelled calls, resources', async () => {
    const path = join(folder, 'mixed.log');
    const log = openAuditLog(path);
    await using upstream = await startUpstream();
    const handlers = createHandlers(descriptor, {
      request: { baseUrl: upstream.url },
      policy: { confirm: 'destructive', deny: ['replacePet'], toolScopes: { listOrders: ['orders:read'] } },
      audit: { write: log.write },
      extensions: { tools: [{ name: 'today', annotations: { readOnlyHint: true }, call: () => 'now' }] },
    });
    const principal = { name: 'ada', scopes: [] };

    upstream.answer(jsonAnswer({ id: 1 }));
    await handlers.callTool('getPet', { petId: 1 }, { principal });
    upstream.answer(jsonAnswer({ error: 'no such pet' }, 404));
    await handlers.callTool('getPet', { petId: 2 });
    await handlers.callTool('getPet', { petId: secret });
    await handlers.callTool('getPet', {});
    await handlers.callTool('replacePet', { petId: 1 }).catch(() => undefined);
    await handlers.callTool(`nothing ${'x'.repeat(200)}`, {}).catch(() => undefined);
    await handlers.callTool('listOrders', {}, { principal });
    await handlers.callTool('delete_pet', { petId: 1 });
    await handlers.callTool('delete_pet', { petId: 1 }, { confirm: decline });
    await handlers.callTool('today', {});
    await handlers.readResource('shop://api/pets/3', { principal }).catch(() => undefined);
    await handlers.readResource(`shop://api/nothing/${secret}`).catch(() => undefined);
    upstream.answer({ ending: 'hang' });
    const controller = new AbortController();
    const cancelled = handlers.callTool('getPet', { petId: 4 }, { signal: controller.signal });
    await upstream.received(4);
    controller.abort();
    await cancelled;
    upstream.answer(jsonAnswer([1, 2]));
    await handlers.readResource('shop://api/pets');
    await handlers.close();
    log.close();

    const entries = await readLog(path);
    const calls = 'tools/call';
    const getPet = [calls, 'getPet', 'GET', '/pets/{petId}'];
    expect(entries.map(short)).toEqual([
      ['ada', ...getPet, 200, 8, null],
      [null, ...getPet, 404, 23, null],
      [null, ...getPet, null, 0, 'ARGUMENTS_INVALID'],
      [null, ...getPet, null, 0, 'ARGUMENTS_INVALID'],
      [null, calls, 'replacePet', null, null, null, 0, 'REQUEST_INVALID'],
      [null, calls, `nothing ${'x'.repeat(92)}`, null, null, null, 0, 'REQUEST_INVALID'],
      ['ada', calls, 'listOrders', 'GET', '/orders', null, 0, 'OPERATION_REFUSED'],
      [null, calls, 'delete_pet', 'DELETE', '/pets/{petId}', null, 0, 'CONFIRMATION_UNAVAILABLE'],
      [null, calls, 'delete_pet', 'DELETE', '/pets/{petId}', null, 0, 'CONFIRMATION_REFUSED'],
      [null, calls, 'today', null, null, null, 0, null],
      ['ada', 'resources/read', 'getPet', 'GET', '/pets/{petId}', 404, 23, 'REQUEST_INVALID'],
      [null, 'resources/read', null, null, null, null, 0, 'REQUEST_INVALID'],
      [null, ...getPet, null, 0, 'CALL_CANCELLED'],
      [null, 'resources/read', 'listPets', 'GET', '/pets', 200, 5, null],
    ]);
    for (const { time, duration } of entries) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(duration).toBeGreaterThanOrEqual(0);
    }
    expect(JSON.stringify(entries)).not.toContain(secret);
    expect(entries.every((entry) => !('arguments' in entry))).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('has arguments if the option is set', async () => {
    const entries: AuditEntry[] = [];
    await using upstream = await startUpstream();
    const handlers = createHandlers(descriptor, {
      request: { baseUrl: upstream.url },
      audit: { write: (entry) => void entries.push(entry), includeArguments: true },
    });
    await handlers.callTool('getPet', { petId: 1 });
    await handlers.readResource('shop://api/pets/2');
    await handlers.callTool('unknown', { a: 1 }).catch(() => undefined);
    expect(entries.map((entry) => entry.arguments)).toEqual([{ petId: 1 }, { petId: '2' }, { a: 1 }]);
    await handlers.close();
  });

  it('has an entry for the question and one for the call', async () => {
    const entries: AuditEntry[] = [];
    const options = {
      policy: { confirm: 'write' as const },
      audit: { write: (entry: AuditEntry) => void entries.push(entry) },
    };
    await using session = await openSession(
      asking(modern, () => 'accept'),
      'HTTP',
      'v2',
      options,
      {
        http: { authTokens: [{ name: 'ada', token: 'the-token-of-ada-lovelace' }] },
        headers: { authorization: 'Bearer the-token-of-ada-lovelace' },
      },
    );
    await session.client.callTool('createPet', { body: {} });
    expect(entries.map(({ caller, tool, status, error }) => [caller, tool, status, error])).toEqual([
      ['ada', 'createPet', null, 'CONFIRMATION_PENDING'],
      ['ada', 'createPet', 200, null],
    ]);
    expect(JSON.stringify(entries)).not.toContain('lovelace');
  });

  it('keeps lines of several writers whole', async () => {
    const path = join(folder, 'shared.log');
    const logs = [openAuditLog(path), openAuditLog(path), openAuditLog(path)];
    const [entry] = await readLog(join(folder, 'mixed.log'));
    if (entry === undefined) throw new Error('the log is empty');
    for (let count = 0; count < 300; count++)
      for (const [index, log] of logs.entries())
        log.write({ ...entry, tool: 'x'.repeat(5_000), duration: count, bytes: index });
    for (const log of logs) log.close();
    const written = await readLog(path);
    expect(written).toHaveLength(900);
    expect(written.filter(({ bytes }) => bytes === 2).map(({ duration }) => duration)).toEqual(
      Array.from({ length: 300 }, (_, count) => count),
    );
  });

  it('goes on in a new file after a rename, as rotation of logs does', async () => {
    const path = join(folder, 'rotated.log');
    const log = openAuditLog(path);
    const entry = auditEvent({ request: 'http', error: 'FIRST' });
    log.write(entry);
    await rename(path, `${path}.1`);
    await vi.waitFor(
      async () => {
        log.write({ ...entry, error: 'SECOND' });
        expect(await readLog(path)).toMatchObject([{ error: 'SECOND' }]);
      },
      { timeout: 5_000, interval: 200 },
    );
    log.close();
    expect((await readLog(`${path}.1`))[0]).toMatchObject({ error: 'FIRST' });
  });

  it.each([
    ['in parts', [3, 100], ['first', 'second']],
    ['in parts while a pipe is full', [3, 'EAGAIN', 100], ['first', 'second']],
    ['after a line that was not written', ['ENOSPC', 100], ['second']],
    ['after a line of which a part was written', [3, 'ENOSPC', 100], ['fir', 'second']],
    ['after parts of two lines', [3, 'ENOSPC', 4, 'ENOSPC', 100], ['fir', 'sec', 'third']],
  ])('has whole lines: %s', (_, steps, lines) => {
    let text = '';
    const left = [...steps];
    const append = appendLines((bytes, offset) => {
      const step = left.shift() ?? Infinity;
      if (typeof step === 'string') throw Object.assign(new Error(step), { code: step });
      const part = bytes.subarray(offset, offset + step);
      text += part.toString();
      return part.length;
    });
    for (const line of ['first', 'second', 'third'].slice(0, lines.length === 3 ? 3 : 2)) {
      try {
        append(line);
      } catch {
        // The call of the line has failed.
      }
    }
    expect(text).toBe(`${lines.join('\n')}\n`);
  });

  it.each([
    [
      'an API that has responded',
      { petId: 1 },
      ' The API has responded to the call with 200: check what it did before repeating it.',
    ],
    ['a call that was not sent', {}, ''],
  ])('that cannot be written fails the call: %s', async (_, args, rest) => {
    await using upstream = await startUpstream();
    upstream.answer(jsonAnswer({ id: 1 }));
    const log = openAuditLog('/dev/full');
    const handlers = createHandlers(descriptor, {
      request: { baseUrl: upstream.url },
      audit: { write: log.write },
    });
    const message = `The audit log of this server cannot be written: ENOSPC: no space left on device, write.${rest}`;
    await expect(handlers.callTool('getPet', args)).rejects.toMatchObject({ code: 'AUDIT_FAILED', message });
    await handlers.close();
    log.close();
  });

  it.each([
    ['DEL', '\x7f', '\\u007f'],
    ['a control of C0', '\x1b[2J\b\r\n', String.raw`\u001b[2J\b\r\n`],
    ['a control of C1', '\x9b2J\x85', '\\u009b2J\\u0085'],
    ['an override of direction', '\u202egpj\u2066', '\\u202egpj\\u2066'],
    ['marks of direction', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
    ['line ends of Unicode', '\u2028\u2029', '\\u2028\\u2029'],
    ['zero-width characters', '\u200b\u2060\ufeff\u00ad', '\\u200b\\u2060\\ufeff\\u00ad'],
    ['tag characters', '\u{e0041}', '\\udb40\\udc41'],
    ['words, which stay', 'naïve 日 \u{1f600}', 'naïve 日 \u{1f600}'],
  ])('has %s as visible text', async (title, text, written) => {
    const path = join(folder, `${title}.log`);
    const log = openAuditLog(path);
    const handlers = createHandlers(descriptor, { audit: { write: log.write, includeArguments: true } });
    await handlers.callTool(text, { [text]: text }).catch(() => undefined);
    await handlers.close();
    log.close();
    const line = await readFile(path, 'utf8');
    expect(line).toContain(`"tool":"${written}"`);
    expect(line).toContain(`"arguments":{"${written}":"${written}"}`);
    expect(await readLog(path)).toMatchObject([{ tool: text, arguments: { [text]: text } }]);
  });

  it('on standard error has no character that controls a terminal', async () => {
    const hostile = '\x1b[2J\x9b2J\x7f\x85\u202egpj\u2066\u200b\u{e0041}\r\n';
    const flags = ['--audit-log', '-', '--audit-arguments'];
    await using server = startCli(['serve', petstorePath, ...flags]);
    const client = await server.connect(clientKinds[0]);
    await client.callTool('getPetById', { [hostile]: hostile }).catch(() => undefined);
    await client.callTool(hostile, {}).catch(() => undefined);
    await server.printed(/"tool":"\\u001b.*\n/);
    await client.close();
    const lines = server
      .stderr()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    const written = String.raw`\u001b[2J\u009b2J\u007f\u0085\u202egpj\u2066\u200b\udb40\udc41\r\n`;
    expect(lines).toEqual([
      expect.stringContaining(`"arguments":{"${written}":"${written}"}`),
      expect.stringContaining(`"tool":"${written}"`),
    ]);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(server.stderr()).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u206f]|\p{Cf}/u);
  });

  it('refuses a file that cannot be written', () => {
    expect(() => openAuditLog(join(folder, 'missing', 'file.log'))).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringContaining('audit log') }),
    );
  });
});
