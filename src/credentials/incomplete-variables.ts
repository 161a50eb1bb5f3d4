import {
  credentialVariables,
  readableVariables,
  undeclaredVariables,
  variablePrefixes,
} from '../runtime/security/credential-variables.ts';
import type { Environment } from './environment.ts';
import type { NamedSchemes } from '../runtime/security/variable-prefixes.ts';

/** The variables of a scheme that are set, but give no credential without others. */
export interface IncompleteVariables {
  scheme: string;
  set: string[];
  missing: string[];
}

/** The endings of variables that give no credential, however many are set. */
const settings = /_(?:SCOPES|PARAMETERS|TOKEN_URL|TOKEN_FORMAT|PASSPHRASE)$/;

/** Returns the schemes without a credential of which some variables are set. */
export function incompleteVariables(
  api: NamedSchemes,
  environment: Environment,
  sources: Record<string, string>,
): IncompleteVariables[] {
  const prefixes = variablePrefixes(api);
  const entries = [...credentialVariables(api), ...undeclaredVariables(api, environment)];
  return entries.flatMap(({ scheme, ways }): IncompleteVariables[] => {
    if (sources[scheme] !== undefined) return [];
    const declared = api.securitySchemes[scheme];
    const names = declared === undefined ? [] : readableVariables(declared, prefixes.get(scheme) ?? '');
    const set = [...new Set([...ways.flat(), ...names])].filter(
      (name) => !settings.test(name) && environment[name],
    );
    const [missing = []] = ways
      .map((way) => way.filter((name) => !set.includes(name)))
      .filter((way, index) => way.length < (ways[index]?.length ?? 0) || (ways[index]?.length ?? 0) > 1)
      .toSorted((one, other) => one.length - other.length);
    return set.length === 0 || missing.length === 0 ? [] : [{ scheme, set, missing }];
  });
}
