import { describe, expect, it } from 'vitest';
import { auth0Fake } from './fakes/auth0.ts';
import { cognitoFake } from './fakes/cognito.ts';
import { entraFake } from './fakes/entra.ts';
import { githubFake } from './fakes/github.ts';
import { gitlabFake } from './fakes/gitlab.ts';
import { googleFake } from './fakes/google.ts';
import { oktaFake } from './fakes/okta.ts';
import { personOf, serveWith } from './fakes/serve-with.ts';
import { providerPresets } from '../../../src/access/oauth-proxy/presets.ts';
import { callTool, PlainClient } from './plain-client.ts';
import type { HttpOptions } from '../../../src/serve/http/http-options.ts';
import type { Fake } from './fakes/start-fake.ts';

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
    name: 'github on an Enterprise Server',
    create: () => githubFake('git.example.com'),
    caller: '583231',
    options: { authProviderScopes: ['read:org'] },
    has: 'groups=shop',
    lacks: 'email=shown@example.com',
  },
  {
    name: 'cognito',
    create: cognitoFake,
    caller: 'ada-at-cognito',
    has: 'cognito:groups=api-users',
    lacks: 'cognito:groups=admins',
  },
  {
    name: 'google',
    create: googleFake,
    caller: '110169484474386276334',
    has: 'hd=example.com',
    lacks: 'hd=example.org',
  },
  {
    name: 'entra with the ID of a tenant',
    create: entraFake,
    caller: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    has: 'oid=6467882c-fdfd-4354-a1ed-4e13f064be25',
    lacks: 'groups=other',
  },
  {
    name: 'entra with the domain of a tenant',
    create: () => entraFake({ place: 'contoso.onmicrosoft.com' }),
    caller: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    has: 'groups=1ec13e9d-4b9b-4b5c-8d5f-000000000001',
    lacks: 'tid=other',
  },
  {
    name: 'entra with people of any tenant',
    create: () => entraFake({ place: 'organizations', tid: '00000000-0000-4000-8000-000000000002' }),
    caller: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    has: 'tid=00000000-0000-4000-8000-000000000002',
    lacks: 'tid=72f988bf-86f1-41af-91ab-2d7cd011db47',
  },
  {
    name: 'entra with too many groups',
    create: () => entraFake({ hasOverage: true }),
    caller: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    has: 'preferred_username=ada@contoso.com',
    lacks: 'groups=1ec13e9d-4b9b-4b5c-8d5f-000000000001',
  },
  {
    name: 'okta',
    create: oktaFake,
    caller: '00uid4BxXw6I6TV4m0g3',
    has: 'groups=api-users',
    lacks: 'groups=admins',
  },
  {
    name: 'okta with a custom server',
    create: () => oktaFake('/oauth2/default'),
    caller: '00uid4BxXw6I6TV4m0g3',
    options: { authProviderScopes: ['profile', 'groups'] },
    has: 'groups=api-users',
    lacks: 'groups=admins',
  },
  {
    name: 'auth0',
    create: auth0Fake,
    caller: 'auth0|ada',
    has: 'https://example.com/roles=api-users',
    lacks: 'https://example.com/roles=admins',
  },
  {
    name: 'gitlab',
    create: gitlabFake,
    caller: '4711',
    has: 'groups=shop/api-users',
    lacks: 'groups=other',
  },
  {
    name: 'gitlab with an application for openid and read_user',
    create: () => gitlabFake(['openid', 'read_user']),
    caller: '4711',
    options: { authProviderScopes: ['read_user'] },
    has: 'nickname=ada',
    lacks: 'email=ada@example.com',
  },
];

it('has a fake of each provider', () => {
  const tried = rows.map(({ name }) => name.split(' ', 1)[0]);
  expect(new Set(tried)).toEqual(new Set(Object.keys(providerPresets)));
});

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

describe('Entra', () => {
  it.each([
    ['another tenant', 'contoso.onmicrosoft.com', '00000000-0000-4000-8000-000000000002'],
    ['a tenant that is no ID', 'organizations', '../evil'],
  ])('signs nobody of %s in', async (_, place, tid) => {
    await using served = await serveWith(await entraFake({ place, tid }));
    const client = new PlainClient(served.server.origin);
    await client.register();
    expect((await personOf(served.started).signIn(client.authorizationUrl())).status).toBe(400);
  });

  it('says that the groups of a person are too many', async () => {
    await using served = await serveWith(await entraFake({ hasOverage: true }), {
      requiredClaims: ['groups=1ec13e9d-4b9b-4b5c-8d5f-000000000001'],
    });
    const client = new PlainClient(served.server.origin);
    await client.register();
    await personOf(served.started).signIn(client.authorizationUrl());
    expect(served.server.entries.at(-1)?.reason).toBe(
      'The issuer left the claim groups out, because it has too many values',
    );
  });
});
