import { omitUndefined } from '../../json/omit-undefined.ts';
import { runtimeCapabilities } from '../capabilities.ts';
import { upperSnake } from './upper-snake.ts';
import { unreadStart, variableStart } from './variable-prefixes.ts';
import type { Credential } from './credential.ts';
import type { CredentialVariables, SchemeVariables } from './scheme-variables.ts';
import type { NamedSchemes } from './variable-prefixes.ts';
import type { SecuritySchemeDescriptor } from '../../descriptor.ts';

export type { CredentialVariables } from './scheme-variables.ts';

/** Returns the prefix of the names of the variables of each scheme, by the name of the scheme. */
export function variablePrefixes(api: NamedSchemes): Map<string, string> {
  return prefixesWith(variableStart(api), api);
}

function prefixesWith(start: string, { securitySchemes }: NamedSchemes): Map<string, string> {
  const schemes = Object.entries(securitySchemes).map(([name, scheme]) => ({
    name,
    variablesOf: (prefix: string) => readableVariables(scheme, prefix),
  }));
  const { distinctPrefixes } = runtimeCapabilities;
  if (distinctPrefixes !== undefined) return distinctPrefixes(start, schemes);
  return new Map(schemes.map(({ name }) => [name, start + upperSnake(name)]));
}

/**
 * Returns the environment variables of an API. Their names consist of the API and the scheme in upper case, after a start
 * that no document can choose (`OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN`). Without that start, which a chosen name
 * does not need (`PET_STORE_STAFF_TOKEN`), a document could have any variable sent to its own server.
 */
export function credentialVariables(api: NamedSchemes): CredentialVariables[] {
  return variablesWith(variablePrefixes(api), api);
}

function variablesWith(
  prefixes: Map<string, string>,
  { securitySchemes }: NamedSchemes,
): CredentialVariables[] {
  return Object.entries(securitySchemes).flatMap(([name, scheme]) => {
    const variables = variablesOf(scheme, prefixes.get(name) ?? '');
    return variables === undefined ? [] : [{ scheme: name, ...variables }];
  });
}

/**
 * Returns the variables of the credentials that an environment gives to an API whose document declares no security: a
 * token, a login, and headers.
 */
export function undeclaredVariables(
  api: NamedSchemes,
  environment: Record<string, string | undefined>,
): CredentialVariables[] {
  const { undeclaredSecurity } = runtimeCapabilities;
  if (undeclaredSecurity?.lacksSecurity(api) !== true) return [];
  const names = undeclaredSecurity.namesIn(variableStart(api), environment);
  const taken = sessionVariables(api);
  const entries = undeclaredSecurity.variablesOf(api, names);
  return entries.filter(({ ways }) => !ways.flat().some((name) => taken.includes(name)));
}

/** Returns the variables of the login of a session. */
export function sessionVariables(api: NamedSchemes): string[] {
  return runtimeCapabilities.sessions?.variablesOf(api) ?? [];
}

/** A variable that is set, but not read, and the name that is read in its place. */
export interface IgnoredVariable {
  name: string;
  replacement: string;
}

/** Returns the variables that would be read if the name of the API were chosen, and whose replacement is not set. */
export function ignoredVariables(
  api: NamedSchemes,
  environment: Record<string, string | undefined>,
): IgnoredVariable[] {
  const start = unreadStart(api);
  if (start === undefined) return [];
  const prefixes = prefixesWith(start, api);
  const names = Object.entries(api.securitySchemes).flatMap(([name, scheme]) =>
    readableVariables(scheme, prefixes.get(name) ?? ''),
  );
  const replaced = variableStart(api);
  const undeclared = undeclaredVariables({ ...api, hasChosenName: true }, environment);
  const ofSession = sessionVariables(api).flatMap((name) =>
    name.startsWith(replaced) ? [start + name.slice(replaced.length)] : [],
  );
  return [...new Set([...names, ...ofSession, ...undeclared.flatMap(({ ways }) => ways.flat())])]
    .flatMap((name) => [name, `${name}_FILE`])
    .map((name) => ({ name, replacement: replaced + name.slice(start.length) }))
    .filter(({ name, replacement }) => environment[name] && !environment[replacement]);
}

/** Returns every variable that a scheme reads. */
export function readableVariables(scheme: SecuritySchemeDescriptor, prefix: string): string[] {
  const { ways = [], optional = [] } = variablesOf(scheme, prefix) ?? {};
  const isOAuth = scheme.type === 'oauth2' || scheme.type === 'openIdConnect';
  return isOAuth
    ? oauthEndings.map((ending) => prefix + ending)
    : [...new Set([...ways.flat(), ...optional])];
}

/** The endings of the variables of OAuth, whatever the flows are. */
const oauthEndings = [
  '',
  '_CLIENT_ID',
  '_CLIENT_SECRET',
  '_REFRESH_TOKEN',
  '_USERNAME',
  '_PASSWORD',
  '_SCOPES',
  '_PARAMETERS',
  '_TOKEN_URL',
  '_TOKEN_FORMAT',
];

function variablesOf(scheme: SecuritySchemeDescriptor, prefix: string): SchemeVariables | undefined {
  switch (scheme.type) {
    case 'apiKey':
      if (scheme.signing !== undefined)
        return {
          ways: [[`${prefix}_ACCESS_KEY_ID`, `${prefix}_SECRET_ACCESS_KEY`]],
          optional: [`${prefix}_SESSION_TOKEN`, `${prefix}_REGION`, `${prefix}_SERVICE`],
          canLogin: false,
        };
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

/** Returns the credentials that environment variables hold directly. Empty variables count as unset. */
export function credentialsFromEnvironment(
  api: NamedSchemes,
  environment: Record<string, string | undefined>,
): Record<string, Credential> {
  const prefixes = variablePrefixes(api);
  const declared = Object.entries(api.securitySchemes).map(
    ([name, scheme]) => [name, heldCredential(scheme, prefixes.get(name) ?? '', environment)] as const,
  );
  const undeclared = undeclaredVariables(api, environment).map(
    ({ scheme, ways: [names = []] }) => [scheme, undeclaredCredential(names, environment)] as const,
  );
  return Object.fromEntries(
    [...declared, ...undeclared].flatMap(([name, credential]): [string, Credential][] =>
      credential === undefined ? [] : [[name, credential]],
    ),
  );
}

/** Returns the value of one variable, or the login of two. */
function undeclaredCredential(
  [first = '', second]: string[],
  environment: Record<string, string | undefined>,
): Credential | undefined {
  const value = environment[first] || undefined;
  if (value === undefined || second === undefined) return value === undefined ? undefined : { value };
  return { username: value, password: environment[second] ?? '' };
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
  if (scheme.type === 'apiKey' && scheme.signing !== undefined) {
    const [accessKeyId, secretAccessKey] = [held('_ACCESS_KEY_ID'), held('_SECRET_ACCESS_KEY')];
    if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
    const [sessionToken, region, service] = [held('_SESSION_TOKEN'), held('_REGION'), held('_SERVICE')];
    return { accessKeyId, secretAccessKey, ...omitUndefined({ sessionToken, region, service }) };
  }
  const value = held('');
  return value === undefined ? undefined : { value };
}
