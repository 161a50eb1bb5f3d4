import { stat } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import { createStaticVerifier, readTokenFile } from './static-tokens.ts';
import type { NamedToken } from './access-options.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** How often a file is looked at, in milliseconds, and only while requests come. */
const interval = 1_000;

/**
 * Checks tokens of a file as it is now, and others beside: whose line is gone is let in no more. A file that cannot be
 * read any more changes nothing, and `onBroken` is told so once; `clock` counts milliseconds.
 *
 * @throws OpenApiMcpError OPTION_INVALID for a file that cannot be read at the start
 */
export async function watchTokenFile(
  path: string,
  others: NamedToken[],
  onBroken: (message: string) => void,
  clock: () => number = () => performance.now(),
): Promise<TokenVerifier> {
  // The mark first: what is written while the file is read has another.
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
      onBroken(messageOf(error));
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

/** What changes with a file's contents, and where another takes its place. */
async function markOf(path: string): Promise<string> {
  return stat(path).then(
    ({ mtimeMs, ctimeMs, size, ino }) => [mtimeMs, ctimeMs, size, ino].join(),
    () => 'missing',
  );
}
