import type { Credential } from '../options.ts';
import type { ApiDescriptor, SecuritySchemeDescriptor } from '../types.ts';

/** The variables that one security scheme reads. */
export interface CredentialVariables {
  scheme: string;
  /** One for a token or key; user name and password for http basic. */
  variables: string[];
}

/**
 * Names of environment variables: API and scheme in upper case (`PET_STORE_STAFF_TOKEN`). The API's name keeps a
 * document from reading a secret that is meant for another API.
 */
export function credentialVariables(
  api: Pick<ApiDescriptor, 'name' | 'securitySchemes'>,
): CredentialVariables[] {
  return Object.entries(api.securitySchemes)
    .filter(([, scheme]) => isCarried(scheme))
    .map(([name, scheme]) => {
      const variable = `${upperSnake(api.name)}_${upperSnake(name)}`;
      const isBasic = scheme.type === 'http' && scheme.scheme === 'basic';
      return {
        scheme: name,
        variables: isBasic ? [`${variable}_USERNAME`, `${variable}_PASSWORD`] : [variable],
      };
    });
}

/** Whether a request can carry a credential that was simply given: an access token from elsewhere counts. */
function isCarried(scheme: SecuritySchemeDescriptor): boolean {
  return scheme.type !== 'mutualTLS' && scheme.type !== 'unknown';
}

function upperSnake(name: string): string {
  return name
    .replaceAll('OAuth', 'Oauth')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase();
}

/** The credentials that an environment holds. Empty variables count as unset. */
export function credentialsFromEnvironment(
  api: Pick<ApiDescriptor, 'name' | 'securitySchemes'>,
  environment: Record<string, string | undefined>,
): Record<string, Credential> {
  return Object.fromEntries(
    credentialVariables(api).flatMap(({ scheme, variables }): [string, Credential][] => {
      const [first, second] = variables.map((name) => environment[name]);
      if (variables.length === 1) return first ? [[scheme, { value: first }]] : [];
      return first ? [[scheme, { username: first, password: second ?? '' }]] : [];
    }),
  );
}
