import type { DocumentFlags } from './flags/document-flags.ts';

/** Returns true for a document from the web without headers and without a login in its URL. */
export function isFetchedAnonymously(
  source: string,
  { documentHeader = {}, documentCommand }: Pick<DocumentFlags, 'documentHeader' | 'documentCommand'>,
): boolean {
  return (
    /^https?:\/\//i.test(source) &&
    !/^https?:\/\/[^/?#]*@/i.test(source) &&
    Object.keys(documentHeader).length === 0 &&
    documentCommand === undefined
  );
}
