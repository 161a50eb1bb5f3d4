import { callDestinations } from './call-destinations.ts';
import { isFetchedAnonymously } from './document-source.ts';
import { inert } from './terminal.ts';
import { openCredentials } from '../credentials/open-credentials.ts';
import { sessionVariables } from '../runtime/security/credential-variables.ts';
import type { DestinationOptions } from './call-destinations.ts';
import type { DocumentFlags } from './flags/document-flags.ts';
import type { ApiDescriptor } from '../index.ts';

type Environment = Record<string, string | undefined>;

/** The line about a document that was fetched without credentials, although some are set. */
export const anonymousLine =
  'The document was fetched without credentials: signed-in readers may be served another. --document-header and --document-command send some.';

/** Returns true if the environment gives credentials for an API. `sources` are those of its schemes. */
export function hasCredentials(
  api: ApiDescriptor,
  sources: Record<string, string>,
  environment: Environment,
): boolean {
  return Object.keys(sources).length > 0 || sessionVariables(api).some((name) => environment[name]);
}

/** Returns the line about a document that was fetched anonymously, if the environment has credentials for its API. */
export async function anonymousLines(
  source: string,
  api: ApiDescriptor,
  flags: Pick<DocumentFlags, 'documentHeader' | 'documentCommand'> & { envFile?: string },
  environment: Environment,
): Promise<string[]> {
  if (!isFetchedAnonymously(source, flags)) return [];
  const { sources, environment: variables } = await openCredentials(api, {
    environment,
    envFile: flags.envFile,
  });
  return hasCredentials(api, sources, variables) ? [anonymousLine] : [];
}

/** Returns the sentences on base URLs of calls that may be wrong. */
export function adviceLines(api: ApiDescriptor, options: DestinationOptions): string[] {
  return callDestinations(api, options).flatMap(({ advice }) =>
    advice === undefined ? [] : [inert(advice)],
  );
}
