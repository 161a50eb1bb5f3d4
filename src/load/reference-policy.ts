import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OpenApiMcpError, errorCatalogue } from '../errors.ts';
import type { LoadOptions } from './load-options.ts';
import type { Found, Reach } from './fetch-document.ts';
import { readFileBytes } from './read-bytes.ts';
import { readLimits } from './read-source.ts';
import type { LazyFetcher } from './read-source.ts';

function isWeb(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** The error of a reference that is not followed. */
export function refused(
  message: string,
  hint: string = errorCatalogue.REFERENCE_REFUSED.fix,
): OpenApiMcpError {
  return new OpenApiMcpError('REFERENCE_REFUSED', message, { hint });
}

/** Why a document may not be read: it must not reach further than whoever gave the first one did. */
export function refuse(url: URL, text: string, from: URL, base: URL, options: LoadOptions) {
  if (isWeb(url)) {
    if (options.allowRemoteRefs === true || (isWeb(base) && url.origin === base.origin)) return undefined;
    return refused(isWeb(base) ? 'it leads to another origin.' : 'it leads from a file to the network.');
  }
  const hint = 'Write it relative to the document, or bundle both into one file.';
  if (url.protocol !== 'file:') return refused('only files and http or https URLs are read.', hint);
  if (from.protocol !== 'file:')
    return refused('a document from the network may not read local files.', hint);
  const isInside = url.href.startsWith(new URL('.', base).href);
  const isRelative = !/^(?:[a-z]+:|[/\\])/i.test(text);
  return url.host === '' && (isRelative || isInside) ? undefined : refused('it is an absolute path.', hint);
}

/** Reads another document. */
export async function readReferenced(
  url: URL,
  base: URL,
  fetcher: LazyFetcher,
  options: LoadOptions,
): Promise<Found> {
  const { allowRemoteRefs = false, allowPrivateRefs = false } = options;
  if (isWeb(url)) {
    const { fetchBytes, isPrivate } = await fetcher();
    // A document from a private host may read what else is there; a public one must not lead into a private network.
    const reachOf = ({ origin }: URL): Reach => {
      if (!allowRemoteRefs && origin !== base.origin) return 'nowhere';
      return allowPrivateRefs || (origin === base.origin && isPrivate(base)) ? 'anywhere' : 'public';
    };
    return fetchBytes(url, reachOf);
  }
  const path = fileURLToPath(url);
  const isOther = await stat(path).then(
    (stats) => !stats.isFile(),
    () => false,
  );
  // A pipe or a device would never end.
  if (isOther) throw new OpenApiMcpError('SOURCE_UNREADABLE', 'it is no ordinary file.');
  return { bytes: await readFileBytes(path, readLimits(options)), url };
}
