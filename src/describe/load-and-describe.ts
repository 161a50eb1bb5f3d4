import { describeApi, describeSelected, selectFrom } from './describe-api.ts';
import { digestDocument } from '../load/document-digest.ts';
import { loadBytes, loadDocument } from '../load/load-document.ts';
import type { DescribedApi } from './describe-api.ts';
import type { OperationDescriptor } from '../descriptor.ts';
import type { DescribeOptions } from './describe-options.ts';
import type { DocumentDigest } from '../load/document-digest.ts';
import type { DocumentSource } from '../load/loaded-document.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { SourceBytes } from '../load/read-source.ts';

/** Every option that the description of a document depends on. */
export type LoadAndDescribeOptions = LoadOptions & DescribeOptions;

/** The description of a document, with the external documents that it depends on. */
export interface DescribedDocument extends DescribedApi {
  /** The documents that the document refers to, with their digests. */
  externalDocuments: DocumentDigest[];
  /** False if one of them could not be fetched. A later attempt may succeed, so the description must not be cached. */
  isCacheable: boolean;
}

/**
 * Loads a document, and describes it.
 *
 * @throws OpenApiMcpError the codes of `loadDocument` and `describeApi`
 */
export async function loadAndDescribe(
  source: DocumentSource,
  options: LoadAndDescribeOptions,
): Promise<DescribedApi> {
  return describeApi(await loadDocument(source, options), options);
}

/**
 * Loads a document from its bytes, and describes it, with the digests that a cache needs. `onOperation` receives each
 * operation as soon as it is described, before it is shaped.
 *
 * @throws OpenApiMcpError the codes of `loadDocument` and `describeApi`
 */
export async function loadAndDescribeBytes(
  read: SourceBytes,
  options: LoadAndDescribeOptions,
  onOperation?: (operation: OperationDescriptor) => void,
): Promise<DescribedDocument> {
  const externalDocuments: DocumentDigest[] = [];
  let isCacheable = true;
  const loaded = await loadBytes(read, options, {
    externalDocument(url, document) {
      if (document === undefined && url.protocol !== 'file:') isCacheable = false;
      const digest = document === undefined ? null : digestDocument(document);
      externalDocuments.push({ url: url.href, digest });
    },
  });
  const described = describeSelected(selectFrom(loaded, options), options, onOperation);
  return { ...described, externalDocuments, isCacheable };
}
