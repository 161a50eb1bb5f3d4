import { variableStart } from '../security/variable-prefixes.ts';
import type { RequestOptions } from '../request/request-options.ts';
import type { NamedSchemes } from '../security/variable-prefixes.ts';
import type { ApiDescriptor } from '../../descriptor.ts';

/** Facts about the session of an API that hints and the names of variables need. */
export const sessions: {
  variablesOf: typeof variablesOf;
  hintFor: typeof hintFor;
  logsIn: typeof logsIn;
} = { variablesOf, hintFor, logsIn };

function variablesOf(api: NamedSchemes): string[] {
  const { credentials = [], variables = [] } = api.session?.login ?? {};
  return [...credentials.map(({ ending }) => variableStart(api) + ending), ...variables];
}

function hintFor(
  { session }: Pick<ApiDescriptor, 'session'>,
  options: RequestOptions | undefined,
  sentSchemes: string[],
): string | undefined {
  if (session === undefined || options?.sessions === false) return undefined;
  if (session.login !== undefined)
    return `The API refused the session, also after a new login by ${session.login.operation.name}: its account may not be allowed to do this.`;
  return sentSchemes.length > 0
    ? undefined
    : 'Log in by the operation of this API that does, then try again: the cookies that it sets are kept.';
}

function logsIn({ session }: Pick<ApiDescriptor, 'session'>, options: RequestOptions | undefined): boolean {
  return session?.login !== undefined && options?.sessions !== false;
}
