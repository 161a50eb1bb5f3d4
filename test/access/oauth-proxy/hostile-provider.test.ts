import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHostileProvider } from './start-hostile-provider.ts';
import type { Answer, HostileProvider } from './start-hostile-provider.ts';

let provider: HostileProvider;
beforeAll(async () => {
  provider = await startHostileProvider();
});
afterAll(() => provider[Symbol.asyncDispose]());

describe('a provider', () => {
  it('that is in order signs a person in', async () => {
    provider.userInfo = { sub: 'ada', email: 'ada@example.com' };
    expect(
      await provider.signIn((nonce) =>
        provider.reply(provider.grant(provider.token(provider.claims(nonce)))),
      ),
    ).toMatchObject({
      sub: 'ada',
      email: 'ada@example.com',
    });
  });

  it.each<[name: string, answer: Answer]>([
    ['has no ID token', () => provider.reply({ access_token: 'access', token_type: 'Bearer' })],
    ['has an ID token that is none', () => provider.reply(provider.grant('garbage'))],
    [
      'has a token of another type',
      (nonce) =>
        provider.reply(provider.grant(provider.token(provider.claims(nonce)), { token_type: 'mac' })),
    ],
    ['responds with garbage', () => provider.reply('<html>')],
    ['responds with a list', () => provider.reply([])],
    ['responds with an error', () => provider.reply({ error: 'invalid_grant' }, 400)],
    [
      'redirects the code to another server',
      () => provider.reply('', 307, { location: 'http://127.0.0.1:9/token' }),
    ],
    ['redirects for ever', () => provider.reply('', 302, { location: '/token' })],
    ['breaks the connection', () => (response) => void response.destroy()],
    [
      'sends without end',
      () => (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const send = (): void => {
          while (!response.destroyed && response.write('x'.repeat(1_000_000)));
          if (!response.destroyed) response.once('drain', send);
        };
        send();
      },
    ],
  ])('that %s signs nobody in', async (_, answer) => {
    provider.userInfo = { sub: 'ada' };
    expect(await provider.signIn(answer)).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('explains a refusal in one line', async () => {
    const explanation = 'AADSTS54005: Schon eingelöst.\r\nTrace ID: 0a1b\u001b[2J\n';
    const error = { error: 'invalid_grant', error_description: explanation };
    expect(await provider.signIn(() => provider.reply(error, 400))).toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: `signing in at ${provider.url} failed: invalid_grant: AADSTS54005: Schon eingelöst. Trace ID: 0a1b [2J`,
    });
  });

  it('whose user info is of another person signs nobody in', async () => {
    provider.userInfo = { sub: 'eve', email: 'ada@example.com' };
    expect(
      await provider.signIn((nonce) =>
        provider.reply(provider.grant(provider.token(provider.claims(nonce)))),
      ),
    ).toMatchObject({
      code: 'SIGN_IN_FAILED',
    });
  });
});
