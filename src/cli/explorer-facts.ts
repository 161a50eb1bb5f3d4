import { credentialVariables, waysText } from '../runtime/security/credential-variables.ts';
import type { CallCommand, ExplorerFacts } from '../explorer/explorer-types.ts';
import type { ServedDocument } from './open-document.ts';
import type { RuntimeSettings } from './runtime-settings.ts';

/** A document that is served, with the sources of its credentials. */
interface ExploredDocument {
  document: Pick<ServedDocument, 'descriptor' | 'findings' | 'locateFindings'>;
  settings: Pick<RuntimeSettings, 'sources'>;
}

/** Returns what the explorer shows of documents besides their tools. `source` is the document if there is only one. */
export function explorerFacts(
  documents: ExploredDocument[],
  commands: () => Promise<CallCommand[]>,
  source?: string,
): ExplorerFacts {
  return {
    commands,
    ...(source === undefined || source === '-' ? {} : { document: source }),
    findings: documents.flatMap(({ document }) => document.findings),
    locateFindings: async () =>
      (await Promise.all(documents.map(({ document }) => document.locateFindings()))).flat(),
    credentials: documents.flatMap(({ document: { descriptor }, settings: { sources } }) =>
      credentialVariables(descriptor).map((entry) => {
        const set = sources[entry.scheme];
        return { scheme: entry.scheme, source: set ?? waysText(entry), isSet: set !== undefined };
      }),
    ),
  };
}
