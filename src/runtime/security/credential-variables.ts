import { runtimeCapabilities } from '../capabilities.ts';
import type { Credential } from './credential.ts';
import type { CredentialVariables, SchemeVariables } from './scheme-variables.ts';
import type { ApiDescriptor, SecuritySchemeDescriptor } from '../../descriptor.ts';

export type { CredentialVariables } from './scheme-variables.ts';

/** Returns the prefix of the names of a scheme. */
export function variablePrefix(api: Pick<ApiDescriptor, 'name'>, scheme: string): string {
  return `${upperSnake(api.name)}_${upperSnake(scheme)}`;
}

/**
 * Returns the environment variables of an API. Their names consist of the API and the scheme in upper case
 * (`PET_STORE_STAFF_TOKEN`). The name of the API prevents a document from reading the secret of another API.
 */
export function credentialVariables(
  api: Pick<ApiDescriptor, 'name' | 'securitySchemes'>,
): CredentialVariables[] {
  return Object.entries(api.securitySchemes).flatMap(([name, scheme]) => {
    const variables = variablesOf(scheme, variablePrefix(api, name));
    return variables === undefined ? [] : [{ scheme: name, ...variables }];
  });
}

function variablesOf(scheme: SecuritySchemeDescriptor, prefix: string): SchemeVariables | undefined {
  switch (scheme.type) {
    case 'apiKey':
      return { ways: [[prefix]], optional: [], canLogin: false };
    case 'http': {
      const way = scheme.scheme === 'basic' ? [`${prefix}_USERNAME`, `${prefix}_PASSWORD`] : [prefix];
      return { ways: [way], optional: [], canLogin: false };
    }
    case 'oauth2':
    case 'openIdConnect':
      return runtimeCapabilities.oauthVariables?.(scheme, prefix);
    case 'mutualTLS':
      return {
        ways: [[`${prefix}_CERT`, `${prefix}_KEY`]],
        optional: [`${prefix}_PASSPHRASE`],
        canLogin: false,
      };
    case 'unknown':
      return undefined;
  }
}

/** Returns the alternatives as text: `A, or B and C`. */
export function waysText({ ways }: Pick<CredentialVariables, 'ways'>): string {
  return ways.map((variables) => variables.join(' and ')).join(', or ');
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

/** Returns the credentials that environment variables hold directly. Empty variables count as unset. */
export function credentialsFromEnvironment(
  api: Pick<ApiDescriptor, 'name' | 'securitySchemes'>,
  environment: Record<string, string | undefined>,
): Record<string, Credential> {
  return Object.fromEntries(
    Object.entries(api.securitySchemes).flatMap(([name, scheme]): [string, Credential][] => {
      const credential = heldCredential(scheme, variablePrefix(api, name), environment);
      return credential === undefined ? [] : [[name, credential]];
    }),
  );
}

function heldCredential(
  scheme: SecuritySchemeDescriptor,
  prefix: string,
  environment: Record<string, string | undefined>,
): Credential | undefined {
  const held = (suffix: string): string | undefined => environment[prefix + suffix] || undefined;
  if (scheme.type === 'unknown') return undefined;
  if (scheme.type === 'http' && scheme.scheme === 'basic') {
    const username = held('_USERNAME');
    return username === undefined ? undefined : { username, password: held('_PASSWORD') ?? '' };
  }
  if (scheme.type === 'mutualTLS') {
    const [certificate, key, passphrase] = [held('_CERT'), held('_KEY'), held('_PASSPHRASE')];
    if (certificate === undefined || key === undefined) return undefined;
    return { certificate, key, ...(passphrase === undefined ? {} : { passphrase }) };
  }
  const value = held('');
  return value === undefined ? undefined : { value };
}
