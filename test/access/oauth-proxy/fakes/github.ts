import { authenticationOf, Codes } from './codes.ts';
import type { Fake, FakeRequest, FakeResponse } from './start-fake.ts';

/** A fake whose organizations and addresses a test changes. */
export interface GithubFake extends Fake {
  /** The person has ended the authorization of the application. */
  isRevoked: boolean;
  /** The API is not available. */
  isDown: boolean;
  organizations: string[];
  emails: { email: string; primary: boolean; verified: boolean }[];
  codes: Codes;
}

const errors: Record<string, string> = {
  bad_verification_code: 'The code passed is incorrect or expired.',
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
};

/**
 * Returns a fake of GitHub, or of a GitHub Enterprise Server, whose API is on the same host: no OpenID Connect, errors with status 200, forms unless JSON is accepted, tokens that do not
 * expire, and an API that refuses requests without a user agent.
 */
export function githubFake(server?: string): GithubFake {
  const [host, api] =
    server === undefined ? ['github.com', 'https://api.github.com'] : [server, `https://${server}/api/v3`];
  const codes = new Codes();
  const fake: GithubFake = {
    name: server === undefined ? 'github' : `github:${server}`,
    hosts: [...new Set([host, new URL(api).host])],
    isRevoked: false,
    isDown: false,
    organizations: ['shop'],
    emails: [
      { email: 'shown@example.com', primary: false, verified: true },
      { email: 'ada@example.com', primary: true, verified: true },
    ],
    codes,
    respond(request) {
      const { href, pathname } = request.url;
      if (href.startsWith(`${api}/`))
        return answerApi(request, pathname.slice(new URL(`${api}/`).pathname.length - 1));
      if (request.url.host !== host) return { status: 404, text: '<html>Page not found</html>' };
      if (pathname === '/login/oauth/authorize')
        return codes.authorize(request, ['read:user', 'user:email', 'read:org']);
      if (pathname === '/login/oauth/access_token' && request.method === 'POST') return token(request);
      return { status: 404, text: '<html>Page not found</html>' };
    },
  };

  function token(request: FakeRequest): FakeResponse {
    if (authenticationOf(request) !== 'post') return failure(request, 'incorrect_client_credentials');
    const signIn = codes.redeem(request);
    if (signIn === undefined) return failure(request, 'bad_verification_code');
    return encoded(request, {
      access_token: codes.issue('gho', signIn),
      scope: signIn.scopes.join(','),
      token_type: 'bearer',
    });
  }

  function answerApi(request: FakeRequest, path: string): FakeResponse {
    if (request.header('user-agent') === '') return { status: 403, text: 'no User-Agent' };
    const signIn = codes.bearer(request);
    if (fake.isDown) return { status: 502, text: '<html>unicorn</html>' };
    if (signIn === undefined || fake.isRevoked) return { status: 401, json: { message: 'Bad credentials' } };
    if (path === '/user')
      return {
        json: { login: 'ada', id: 583231, name: 'Ada', email: 'shown@example.com', type: 'User' },
      };
    if (path === '/user/emails' && signIn.scopes.includes('user:email')) return { json: fake.emails };
    if (path === '/user/orgs' && signIn.scopes.includes('read:org'))
      return { json: fake.organizations.map((login) => ({ login })) };
    return { status: 404, json: { message: 'Not Found' } };
  }

  return fake;
}

function failure(request: FakeRequest, error: string): FakeResponse {
  return encoded(request, { error, error_description: errors[error] ?? '', error_uri: '/apps/errors' });
}

function encoded({ header }: FakeRequest, body: Record<string, string>): FakeResponse {
  if (header('accept').includes('application/json')) return { json: body };
  return { text: new URLSearchParams(body).toString(), type: 'application/x-www-form-urlencoded' };
}
