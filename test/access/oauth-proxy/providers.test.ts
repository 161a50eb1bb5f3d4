import { describe, expect, it } from 'vitest';
import { cognitoFake } from './fakes/cognito.ts';
import { githubFake } from './fakes/github.ts';
import { startFake } from './fakes/start-fake.ts';
import { Person } from './person.ts';
import { callTool, PlainClient, redirectUri } from './plain-client.ts';
import { serveProxy } from './serve-proxy.ts';
import type { HttpOptions } from '../../../src/serve/http/http-options.ts';
import type { RuntimeOptions } from '../../../src/runtime/runtime-options.ts';
import type { Fake, StartedFake } from './fakes/start-fake.ts';

/** Starts a fake, and serves the shop to the people of it. */
async function serveWith(fake: Fake, http: HttpOptions = {}, options: RuntimeOptions = {}) {
  const started = await startFake(fake);
  const server = await serveProxy(fake.name, { connection: started.connection, ...http }, options);
  return {
    server,
    started,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await started[Symbol.asyncDispose]();
    },
  };
}

const personOf = ({ fetch }: StartedFake): Person => new Person(redirectUri, fetch);

interface ProviderRow {
  name: string;
  create: () => Fake | Promise<Fake>;
  /** The name of the person. */
  caller: string;
  options?: HttpOptions;
  /** A claim that the person has, and one that they lack. */
  has: string;
  lacks: string;
}

const rows: ProviderRow[] = [
  {
    name: 'github',
    create: githubFake,
    caller: '583231',
    has: 'email=ada@example.com',
    // The address in the profile is any verified one.
    lacks: 'email=shown@example.com',
  },
  {
    name: 'github with organizations',
    create: githubFake,
    caller: '583231',
    options: { authProviderScopes: ['read:org'] },
    has: 'groups=shop',
    lacks: 'groups=other',
  },
  {
    name: 'cognito',
    create: cognitoFake,
    caller: 'ada-at-cognito',
    has: 'cognito:groups=api-users',
    lacks: 'cognito:groups=admins',
  },
];

describe.each(rows)('a fake of $name', ({ create, caller, options, has, lacks }) => {
  it('signs a person in, from registration to a call', async () => {
    await using served = await serveWith(await create(), { ...options, requiredClaims: [has] });
    const { server, started } = served;
    const client = new PlainClient(server.origin);
    const { status, json } = await client.connect(personOf(started));
    expect([status, json['token_type']]).toEqual([200, 'Bearer']);
    expect(await callTool(server.url, String(json['access_token']))).toBe(200);
    expect(server.entries).toMatchObject([{ caller, tool: 'getPet', status: 200 }]);
    expect(server.errors).toEqual([]);
  });

  it('does not let somebody without a required claim in', async () => {
    await using served = await serveWith(await create(), { ...options, requiredClaims: [lacks] });
    const client = new PlainClient(served.server.origin);
    await client.register();
    const page = await personOf(served.started).signIn(client.authorizationUrl());
    expect(page.status).toBe(403);
  });

  it('refuses an application with another secret', async () => {
    await using served = await serveWith(await create(), { ...options, authClientSecret: 'another' });
    const client = new PlainClient(served.server.origin);
    await client.register();
    const page = await personOf(served.started).signIn(client.authorizationUrl());
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('Signing in did not work')]);
    expect(served.server.entries.at(-1)?.reason).toMatch(/incorrect_client_credentials|invalid_client/);
  });
});

describe('GitHub', () => {
  it('gives no address that is not verified', async () => {
    const fake = githubFake();
    fake.emails = [{ email: 'ada@example.com', primary: true, verified: false }];
    await using served = await serveWith(fake, { requiredClaims: ['email=ada@example.com'] });
    const client = new PlainClient(served.server.origin);
    await client.register();
    expect((await personOf(served.started).signIn(client.authorizationUrl())).status).toBe(403);
  });

  it('is asked by its API alone, and for no OpenID Connect', async () => {
    await using served = await serveWith(githubFake());
    await new PlainClient(served.server.origin).connect(personOf(served.started));
    expect(served.started.requests).toEqual([
      'GET github.com/login/oauth/authorize',
      'POST github.com/login/oauth/access_token',
      'GET api.github.com/user',
      'GET api.github.com/user/emails',
    ]);
  });
});
