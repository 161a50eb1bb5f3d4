import { omitUndefined } from '../../json/omit-undefined.ts';
import { documentHeaders } from '../document-headers.ts';
import { connectionOptions } from './connection-flags.ts';
import { readCount, readList, readPairs } from './flag-values.ts';
import type { LoadOptions } from '../../load/load-options.ts';
import type { ConnectionFlags } from './connection-flags.ts';
import type { Flag, FlagGroup } from './flag.ts';

/** Flags that control how a document is loaded. */
export interface DocumentFlags extends ConnectionFlags {
  maxDocumentBytes: number;
  allowRemoteRefs?: boolean;
  allowPrivateRefs?: boolean;
  refsRoot?: string;
  overlay?: string[];
  documentHeader?: Record<string, string>;
  documentCommand?: string;
  fetchTimeout: number;
}

/** The only flag of a document that is no key of a config file. */
export const configFlag: Flag = {
  name: 'config',
  value: 'file',
  help: 'Read options from this config file; by default openapi-mcp.config.yaml of this folder or one above.',
};

export const documentFlags: FlagGroup = {
  title: 'Document',
  flags: [
    configFlag,
    {
      name: 'max-document-bytes',
      value: 'number',
      help: 'Largest size in bytes of the document, and of each document that it refers to.',
      default: 67_108_864,
      read: readCount(1),
    },
    {
      name: 'allow-remote-refs',
      help: 'Follow references to other origins, and from a local file to the network.',
    },
    {
      name: 'allow-private-refs',
      help: 'Follow references and redirects to loopback, private and link-local addresses.',
    },
    {
      name: 'refs-root',
      value: 'folder',
      help: 'Folder that the references of a local document may lead to; by default the folder of the document.',
    },
    {
      name: 'overlay',
      value: 'file',
      help: 'Apply this overlay (OpenAPI Overlay 1.0 or 1.1) to the document.',
      readAll: readList,
    },
    {
      name: 'document-header',
      value: 'name:value',
      help: 'Send this header when the document is fetched.',
      variable: 'OPENAPI_MCP_DOCUMENT_HEADER',
      readAll: readPairs(':', 'Name: value'),
    },
    {
      name: 'document-command',
      value: 'command',
      help: 'Send the headers that this command prints, one a line, when the document is fetched.',
      mayBeginWithName: true,
    },
    {
      name: 'fetch-timeout',
      value: 'ms',
      help: 'Milliseconds within which the document and all documents that it refers to must be fetched.',
      default: 60_000,
      read: readCount(1),
    },
  ],
};

/**
 * Returns the options of loading a document. Runs the command that prints headers for it.
 *
 * @param fetched documents that were fetched before, if they may be loaded again
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function loadOptions(
  flags: DocumentFlags,
  environment: Record<string, string | undefined>,
  fetched?: LoadOptions['fetched'],
): Promise<LoadOptions> {
  return omitUndefined({
    maxDocumentBytes: flags.maxDocumentBytes,
    allowRemoteRefs: flags.allowRemoteRefs,
    allowPrivateRefs: flags.allowPrivateRefs,
    refsRoot: flags.refsRoot,
    overlays: flags.overlay,
    documentHeaders: await documentHeaders(flags, environment),
    fetchTimeout: flags.fetchTimeout,
    fetched,
    connection: connectionOptions(flags, environment),
  });
}
