import { messageOf } from '../errors.ts';
import { fileSignature } from './file-signature.ts';
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
  // The signature is of the time before the read, so that a change during the read is noticed.
  let signature = fileSignature(path);
  let tokens = createStaticVerifier([...(await readTokenFile(path)), ...others]);
  let looked = clock();
  let looking = Promise.resolve();

  async function look(): Promise<void> {
    const now = fileSignature(path);
    if (now === signature) return;
    signature = now;
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
