import { useState } from 'preact/hooks';

interface SignInProps {
  reason: string;
  hasToken: boolean;
  onToken: (token: string) => void;
}

/** Asks for the bearer token that the server wants. It stays in the memory of the page. */
export function SignIn({ reason, hasToken, onToken }: SignInProps) {
  const [token, setToken] = useState('');
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
        {hasToken && (
          <p class="problem" role="alert">
            {reason}
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
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
    </main>
  );
}
