import { describe, expect, it } from 'vitest';
import { createConfirmation } from '../../src/runtime/policy/confirmation.ts';
import { createHandlers } from '../../src/runtime/handlers.ts';
import { InputRequired } from '../../src/runtime/protocol.ts';
import { asking, descriptor, meetings, openSession } from './shop.ts';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';
import type { Consent, Question } from '../../src/runtime/protocol.ts';

const canAsk = meetings().filter(({ asks }) => asks);
const cannotAsk = meetings().filter(({ asks }) => !asks);

function eraseOnly(message: string): 'accept' | 'cancel' {
  return message.startsWith('Allow erase?') ? 'accept' : 'cancel';
}

/** Asks like a transport whose reply comes with another request. */
async function later(question: Question): Promise<never> {
  throw new InputRequired(question);
}

function answering(state: string) {
  return async (): Promise<Consent> => ({ action: 'accept', state });
}

function textOf(result: Record<string, unknown>): string {
  return JSON.stringify(result['content']);
}

describe.each(canAsk)('$label', ({ kind, transport, sdk }) => {
  it.each([
    ['accept', undefined, 1],
    ['decline', /The person declined the call of delete_pet; nothing was sent/, 0],
    ['cancel', /The person dismissed the question whether to call delete_pet; nothing was sent/, 0],
  ] as const)('asks before it destroys, and the person may %s', async (action, text, sent) => {
    const questions: string[] = [];
    const consent = (message: string) => {
      questions.push(message);
      return action;
    };
    await using session = await openSession(asking(kind, consent), transport, sdk, {
      policy: { confirm: 'destructive' },
    });
    const result = await session.client.callTool('delete_pet', { petId: 7 });
    expect(questions).toEqual(['Allow DELETE /pets/7 (delete_pet)?\n\n{\n  "petId": 7\n}']);
    expect(session.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(
      sent === 1 ? ['DELETE /pets/7'] : [],
    );
    expect(result['isError']).toBe(sent === 1 ? undefined : true);
    if (text !== undefined) expect(textOf(result)).toMatch(text);
  });

  it('asks for each call again, but not for invalid ones', async () => {
    let questions = 0;
    const consent = () => {
      questions += 1;
      return 'accept' as const;
    };
    await using session = await openSession(asking(kind, consent), transport, sdk, {
      policy: { confirm: 'write' },
    });
    expect(await session.client.callTool('delete_pet', {})).toMatchObject({ isError: true });
    expect(questions).toBe(0);
    await session.client.callTool('createPet', { body: { name: 'Rex' } });
    await session.client.callTool('createPet', { body: { name: 'Rex' } });
    await session.client.callTool('getPet', { petId: 1 });
    await session.client.readResource('shop://api/pets/1');
    expect(questions).toBe(2);
    expect(session.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET', 'GET']);
  });

  it('refuses the call of a client without elicitation', async () => {
    await using session = await openSession(kind, transport, sdk, { policy: { confirm: 'destructive' } });
    const result = await session.client.callTool('delete_pet', { petId: 7 });
    expect(result['isError']).toBe(true);
    expect(textOf(result)).toMatch(
      /needs a person's consent.*nothing was sent.*Use a client that supports elicitation/,
    );
    expect(await session.client.callTool('createPet', { body: {} })).not.toHaveProperty('isError');
    expect(session.requests.map(({ method }) => method)).toEqual(['POST']);
  });

  it('refuses the call of a client that can only open URLs', async () => {
    const entries: AuditEntry[] = [];
    await using session = await openSession({ ...kind, consent: 'url' }, transport, sdk, {
      policy: { confirm: 'destructive' },
      audit: { write: (entry) => entries.push(entry) },
    });
    const result = await session.client.callTool('delete_pet', { petId: 7 });
    expect(result['isError']).toBe(true);
    expect(textOf(result)).toContain('this client cannot ask for it; nothing was sent');
    expect(entries.map(({ error }) => error)).toEqual(['CONFIRMATION_UNAVAILABLE']);
    expect(session.requests).toEqual([]);
  });

  it('asks about custom tools', async () => {
    const tools = [{ name: 'erase', call: () => 'gone' }];
    await using session = await openSession(asking(kind, eraseOnly), transport, sdk, {
      policy: { confirm: 'destructive' },
      extensions: { tools },
    });
    expect(textOf(await session.client.callTool('erase'))).toContain('gone');
  });
});

describe.each(cannotAsk)('$label', ({ kind, transport, sdk }) => {
  it('refuses calls that need confirmation, since the client cannot be asked', async () => {
    await using session = await openSession(
      asking(kind, () => 'accept'),
      transport,
      sdk,
      { policy: { confirm: 'write' } },
    );
    const result = await session.client.callTool('createPet', { body: {} });
    expect(result['isError']).toBe(true);
    expect(textOf(result)).toContain('this client cannot ask for it; nothing was sent');
    expect(await session.client.callTool('getPet', { petId: 1 })).not.toHaveProperty('isError');
    expect(session.requests.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('a reply that comes with another request', () => {
  const tool = { name: 'delete_pet', method: 'DELETE', path: '/pets/{petId}' };
  const ada = { name: 'ada', scopes: [] };

  /** Returns the question of a call. */
  async function question(confirmation = createConfirmation('key'), args = { petId: 1 }): Promise<Question> {
    const thrown = await confirmation
      .obtain(tool, args, {
        principal: ada,
        confirm: later,
      })
      .catch((error: unknown) => error);
    if (thrown instanceof InputRequired && 'state' in thrown.question) return thrown.question;
    throw new Error('nothing was asked');
  }
  const wrong = expect.objectContaining({ code: -32602, data: { reason: 'invalid_request_state' } });

  it('is valid once', async () => {
    const confirmation = createConfirmation('key');
    const { state } = await question(confirmation);
    const context = { principal: ada, confirm: answering(state) };
    await confirmation.obtain(tool, { petId: 1 }, context);
    await expect(confirmation.obtain(tool, { petId: 1 }, context)).rejects.toEqual(wrong);
  });

  it('is not valid where another process has used it', async () => {
    const used = new Set<string>();
    const use = async (id: string): Promise<boolean> => used.size < used.add(id).size;
    const [one, two] = [createConfirmation('key', use), createConfirmation('key', use)];
    const { state } = await question(one);
    const context = { principal: ada, confirm: answering(state) };
    await two.obtain(tool, { petId: 1 }, context);
    await expect(one.obtain(tool, { petId: 1 }, context)).rejects.toEqual(wrong);
  });

  it.each([
    ['other arguments', tool, { petId: 2 }, ada],
    ['another tool', { ...tool, name: 'replacePet' }, { petId: 1 }, ada],
    ['another caller', tool, { petId: 1 }, { name: 'eve', scopes: [] }],
  ])('is not valid for %s', async (_, governed, args, principal) => {
    const confirmation = createConfirmation('key');
    const { state } = await question(confirmation);
    await expect(
      confirmation.obtain(governed, args, { principal, confirm: answering(state) }),
    ).rejects.toEqual(wrong);
  });

  it.each([
    ['nothing', () => ''],
    ['made up', () => 'a.99999999999999.b'],
    ['lengthened', (state: string) => state.replace(/\.\d+\./, '.99999999999999.')],
    ['more', (state: string) => `${state}=`],
  ])('is not valid with a state that is %s', async (_, change) => {
    const confirmation = createConfirmation('key');
    const { state } = await question(confirmation);
    await expect(
      confirmation.obtain(tool, { petId: 1 }, { principal: ada, confirm: answering(change(state)) }),
    ).rejects.toEqual(wrong);
  });

  it('is valid in another process with the same key only', async () => {
    const { state } = await question();
    const context = { principal: ada, confirm: answering(state) };
    await expect(createConfirmation('other').obtain(tool, { petId: 1 }, context)).rejects.toEqual(wrong);
    await expect(createConfirmation().obtain(tool, { petId: 1 }, context)).rejects.toEqual(wrong);
    await createConfirmation('key').obtain(tool, { petId: 1 }, context);
  });

  it('escapes invisible characters, and counts the omitted ones', async () => {
    const { message } = await question(createConfirmation(), { petId: '\u202egod\u200b' } as never);
    expect(message).toContain('\\u{202e}god\\u{200b}');
    const long = await question(createConfirmation(), { petId: 'x'.repeat(3000) } as never);
    expect(long.message).toMatch(/x… and 2800 more characters"\n\}$/);
  });

  it.each([
    ['a path value after padding', '/pets/{petId}', '/pets/7', { note: 'x'.repeat(5_000), petId: 7 }, ['Allow DELETE /pets/7 (delete_pet)?', '"petId": 7']],
    ['a value after a padded list', '/pets/{petId}', '/pets/7', { list: Array.from({ length: 900 }, () => 'x'), petId: 7 }, ['Allow DELETE /pets/7 (delete_pet)?', '"petId": 7']],
    ['a value after a padded object', '/pets', '/pets', { body: { pad: 'x'.repeat(5_000), all: true } }, ['"all": true']],
    ['a value after a padded name', '/pets', '/pets', { body: { ['x'.repeat(5_000)]: 1, all: true } }, ['"all": true']],
    ['a segment after a padded segment', '/a/{a}/{b}', `/a/${'x'.repeat(5_000)}/admin`, { a: 'x' }, ['/admin (delete_pet)?']],
    ['a segment after many segments', '/a/{a}/{b}', `/a/${'x/'.repeat(2_000)}admin`, { a: 'x' }, ['/admin (delete_pet)?']],
    ['a pair after a padded pair', '/pets', `/pets?a=${'x'.repeat(5_000)}&all=true`, { a: 'x' }, ['&all=true (delete_pet)?']],
  ])('shows %s', async (_, path, target, args, shown) => {
    const thrown: unknown = await createConfirmation('key')
      .obtain({ ...tool, path }, args, { principal: ada, confirm: later }, target)
      .catch((error: unknown) => error);
    const message = thrown instanceof InputRequired ? thrown.question.message : '';
    for (const text of shown) expect(message).toContain(text);
    expect(message.length).toBeLessThan(4_000);
  }); // prettier-ignore

  it('is requested by the handlers', async () => {
    const handlers = createHandlers(descriptor, {
      request: { baseUrl: 'http://127.0.0.1:9' },
      policy: { confirm: 'write' },
    });
    await expect(handlers.callTool('delete_pet', { petId: 1 }, { confirm: later })).rejects.toBeInstanceOf(
      InputRequired,
    );
    await handlers.close();
  });
});
