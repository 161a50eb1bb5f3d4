import { useEffect, useState } from 'preact/hooks';
import { findSignInWays, startSignIn } from '../protocol/oauth.ts';
import type { SignInWays } from '../protocol/oauth.ts';

interface SignInProps {
  /** The URL of the MCP endpoint. */
  endpoint: string;
  /** Says why the last sign-in failed. */
  problem: string | undefined;
  onToken: (token: string) => void;
}

/** Signs a person in, or asks for the bearer token that the server wants. It stays in the memory of the page. */
export function SignIn({ endpoint, problem, onToken }: SignInProps) {
  const [token, setToken] = useState('');
  const [ways, setWays] = useState<SignInWays | undefined>();
  const [failure, setFailure] = useState(problem);
  useEffect(() => void findSignInWays(endpoint).then(setWays), [endpoint]);
  useEffect(() => setFailure(problem), [problem]);
  const start = (): void => {
    if (ways === undefined) return;
    startSignIn(ways).catch((error: unknown) =>
      setFailure(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <main class="alone">
      <form
        class="card"
        aria-label="Sign in"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') onToken(token.trim());
        }}
      >
        <h1>Sign in</h1>
        <p class="note">
          This server wants a token. It is kept in this page alone, until you close or reload it.
        </p>
        {failure !== undefined && (
          <p class="problem" role="alert">
            {failure}
          </p>
        )}
        {ways?.server !== undefined && (
          <>
            <button type="button" class="primary" onClick={start}>
              Sign in with your account
            </button>
            <p class="note">Or enter a token:</p>
          </>
        )}
        {ways !== undefined && ways.server === undefined && ways.issuers.length > 0 && (
          <p class="note">
            Tokens are issued by{' '}
            {ways.issuers.map((issuer) => (
              <code key={issuer}>{issuer} </code>
            ))}
            for <code>{endpoint}</code>.
          </p>
        )}
        <div class="field">
          <label class="field-label" for="token">
            Bearer token
          </label>
          <input
            id="token"
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={token}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </div>
        <button type="submit" class={ways?.server === undefined ? 'primary' : ''}>
          Sign in
        </button>
      </form>
    </main>
  );
}
