import { stat } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import { createStaticVerifier, readTokenFile } from './static-tokens.ts';
import type { NamedToken } from './access-options.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** Milliseconds between checks of the file, which happen only while requests arrive. */
const interval = 1_000;

/**
 * Verifies the tokens of a file and `others`. A change of the file takes effect within a second, so removing a token
 * revokes it. If the file becomes unreadable, its last tokens stay valid and `onUnreadable` is called once. `clock`
 * returns milliseconds.
 *
 * @throws OpenApiMcpError OPTION_INVALID for a file that cannot be read at the start
 */
export async function watchTokenFile(
  path: string,
  others: NamedToken[],
  onUnreadable: (message: string) => void,
  clock: () => number = () => performance.now(),
): Promise<TokenVerifier> {
  // Reads the mark first, so that a change during the read is noticed.
  let mark = await markOf(path);
  let tokens = createStaticVerifier([...(await readTokenFile(path)), ...others]);
  let looked = clock();
  let looking = Promise.resolve();

  async function look(): Promise<void> {
    const now = await markOf(path);
    if (now === mark) return;
    mark = now;
    try {
      tokens = createStaticVerifier([...(await readTokenFile(path)), ...others]);
    } catch (error) {
      onUnreadable(messageOf(error));
    }
  }

  return {
    async verify(token, resource) {
      if (clock() - looked >= interval) {
        looked = clock();
        looking = look();
      }
      await looking;
      return tokens.verify(token, resource);
    },
    close: async () => undefined,
  };
}

/** Returns a mark that changes with the contents of the file, and when another file replaces it. */
async function markOf(path: string): Promise<string> {
  return stat(path).then(
    ({ mtimeMs, ctimeMs, size, ino }) => [mtimeMs, ctimeMs, size, ino].join(),
    () => 'missing',
  );
}
