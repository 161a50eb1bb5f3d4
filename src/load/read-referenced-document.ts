import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OpenApiMcpError } from '../errors.ts';
import type { DocumentBytes } from './fetch-document.ts';
import type { LoadOptions } from './load-options.ts';
import { readFileBytes } from './read-bytes.ts';
import { readLimits } from './read-source.ts';
import type { SourceOrigin } from './read-source.ts';
import { isWebUrl, referenceReach } from './reference-policy.ts';
import { checkInsideRoot } from './refs-root.ts';

/** Reads the external document at `url`. `origin` is the origin of the main document. */
export async function readReferencedDocument(
  url: URL,
  { base, fetcher }: Pick<SourceOrigin, 'base' | 'fetcher'>,
  options: LoadOptions,
): Promise<DocumentBytes> {
  if (isWebUrl(url)) {
    const { fetchBytes, isPrivate } = await fetcher();
    return fetchBytes(url, (target) => referenceReach(target, base, isPrivate(base), options));
  }
  const path = fileURLToPath(url);
  await checkInsideRoot(path, base, options);
  const isSpecial = await stat(path).then(
    (stats) => !stats.isFile(),
    () => false,
  );
  // Reading a pipe or a device might never end.
  if (isSpecial) throw new OpenApiMcpError('SOURCE_UNREADABLE', 'it is not a regular file.');
  return { bytes: await readFileBytes(path, readLimits(options)), url };
}
