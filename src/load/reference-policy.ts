import { OpenApiMcpError, errorCatalogue } from '../errors.ts';
import type { Reach } from './fetch-document.ts';
import type { LoadOptions } from './load-options.ts';

/** Returns true for a URL that is read over HTTP. */
export function isWebUrl(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** Returns the error for a reference that the policy refuses. */
export function refusalError(
  message: string,
  hint: string = errorCatalogue.REFERENCE_REFUSED.fix,
): OpenApiMcpError {
  return new OpenApiMcpError('REFERENCE_REFUSED', message, { hint });
}

/**
 * Returns an error if a reference may not be followed. By default a document from the web may refer to its own origin, and
 * a local one to files relative to it. `url` is the target of the reference `text`, which stands in the document at
 * `from`. `base` is the URL of the main document.
 */
export function checkReference(
  url: URL,
  text: string,
  from: URL,
  base: URL,
  options: LoadOptions,
): OpenApiMcpError | undefined {
  if (isWebUrl(url)) {
    if (options.allowRemoteRefs === true || (isWebUrl(base) && url.origin === base.origin)) return undefined;
    return refusalError(
      isWebUrl(base) ? 'it leads to another origin.' : 'it leads from a file to the network.',
    );
  }
  const hint = 'Write it relative to the document, or bundle both into one file.';
  if (url.protocol !== 'file:') return refusalError('only files and http or https URLs are read.', hint);
  if (from.protocol !== 'file:') {
    return refusalError('a document from the network may not read local files.', hint);
  }
  const isInside = url.href.startsWith(new URL('.', base).href);
  const isRelative = !/^(?:[a-z]+:|[/\\])/i.test(text);
  // The folder is checked when the file is read, after links.
  return url.host === '' && (isRelative || isInside || options.refsRoot !== undefined)
    ? undefined
    : refusalError('it is an absolute path.', hint);
}

/**
 * Returns the addresses that a fetch for a reference may connect to. `isBasePrivate` is true if the main document came
 * from a private address: it may read from its own origin, but a public document must not lead into a private network.
 */
export function referenceReach(
  { origin }: URL,
  base: URL,
  isBasePrivate: boolean,
  { allowRemoteRefs = false, allowPrivateRefs = false }: LoadOptions,
): Reach {
  if (!allowRemoteRefs && origin !== base.origin) return 'nowhere';
  return allowPrivateRefs || (origin === base.origin && isBasePrivate) ? 'anywhere' : 'public';
}
