import { describe, expect, it } from 'vitest';
import { asking, meetings, openSession } from './shop.ts';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';

const ada = 'the-token-of-ada-lovelace';
const bob = 'the-token-of-bob-nobody';
const http = {
  authTokens: [
    { name: 'ada', token: ada, scopes: ['pets:write'] },
    { name: 'bob', token: bob },
  ],
};

/** Returns the refusal, as a result or as an error of the protocol. */
async function outcome(answer: Promise<Record<string, unknown>>): Promise<string> {
  return answer.then(
    (result) => `${result['isError'] === true ? 'error' : 'done'} ${JSON.stringify(result['content'])}`,
    (error: unknown) => `fault ${String(error)}`,
  );
}

function search(options: RuntimeOptions): RuntimeOptions {
  return { expose: 'search', ...options };
}

describe.each(meetings())('a policy in search mode, $label', ({ kind, transport, sdk, asks }) => {
  it('applies to call_operation and to search results', async () => {
    await using session = await openSession(
      kind,
      transport,
      sdk,
      search({ policy: { deny: ['delete pet'], allow: ['tag:pets'] } }),
    );
    const call = (name: string, args = {}) =>
      outcome(session.client.callTool('call_operation', { name, arguments: args }));
    expect(await call('delete_pet', { petId: 1 })).toMatch(/^(error|fault)/);
    expect(await call('listOrders')).toMatch(/^(error|fault)/);
    expect(await outcome(session.client.callTool('describe_operation', { name: 'delete_pet' }))).toMatch(
      /^(error|fault)/,
    );
    expect(await outcome(session.client.callTool('delete_pet', { petId: 1 }))).toMatch(/^(error|fault)/);
    const found = await outcome(session.client.callTool('search_operations', { query: 'pet' }));
    expect(found).toContain('getPet');
    expect(found).not.toContain('delete_pet');
    expect(session.requests).toEqual([]);
    expect(await call('getPet', { petId: 1 })).toMatch(/^done/);
    expect(session.requests).toHaveLength(1);
  });

  it('asks about the operation, and records it', async () => {
    const entries: AuditEntry[] = [];
    const questions: string[] = [];
    const client = asking(kind, (message) => {
      questions.push(message);
      return questions.length === 1 ? 'accept' : 'decline';
    });
    const options = search({
      policy: { confirm: 'write' },
      audit: { write: (entry) => void entries.push(entry) },
    });
    await using session = await openSession(client, transport, sdk, options);
    const remove = () =>
      outcome(session.client.callTool('call_operation', { name: 'delete_pet', arguments: { petId: 7 } }));
    const first = await remove();
    expect(first).toMatch(asks ? /^done/ : /this client cannot ask for it; nothing was sent/);
    expect(await remove()).toMatch(/nothing was sent/);
    expect(session.requests.map(({ method }) => method)).toEqual(asks ? ['DELETE'] : []);
    expect(questions[0]).toBe(asks ? 'Allow DELETE /pets/7 (delete_pet)?\n\n{\n  "petId": 7\n}' : undefined);
    expect(entries.every(({ tool, path }) => tool === 'delete_pet' && path === '/pets/{petId}')).toBe(true);
    expect(entries.at(-1)?.error).toBe(asks ? 'CONFIRMATION_REFUSED' : 'CONFIRMATION_UNAVAILABLE');
  });

  it.runIf(transport === 'HTTP')('finds only the operations of each caller', async () => {
    const options = search({ policy: { toolScopes: { DELETE: ['pets:write'] } } });
    const open = (token: string) =>
      openSession(kind, transport, sdk, options, { http, headers: { authorization: `Bearer ${token}` } });
    await using one = await open(ada);
    await using other = await open(bob);
    const find = (session: typeof one) =>
      outcome(session.client.callTool('search_operations', { method: 'DELETE' }));
    expect(await find(one)).toContain('delete_pet');
    expect(await find(other)).not.toContain('delete_pet');
    expect(await find(one)).toContain('delete_pet');
    const remove = (session: typeof one) =>
      outcome(session.client.callTool('call_operation', { name: 'delete_pet', arguments: { petId: 7 } }));
    expect(await remove(other)).toMatch(/^(error|fault)/);
    expect(other.requests).toEqual([]);
    expect(await remove(one)).toMatch(/^done/);
  });
});
