import { upperSnake } from './upper-snake.ts';
import { variableStart } from './variable-prefixes.ts';
import type { NamedSchemes } from './variable-prefixes.ts';
import type { CredentialVariables, UndeclaredSecurity, UsedSchemes } from './scheme-variables.ts';
import type { Credential } from './credential.ts';
import type { SecurityRequirement, SecuritySchemeDescriptor } from '../../descriptor.ts';

/** The names of the credentials of APIs that declare no security, besides `header <name>`. */
const authorizations: Record<string, SecuritySchemeDescriptor> = {
  bearer: { type: 'http', scheme: 'bearer' },
  basic: { type: 'http', scheme: 'basic' },
};

const headerPrefix = 'header ';

/** Returns true if the document of an API declares no security scheme whose credential can be sent. */
function lacksSecurity({ securitySchemes }: Pick<NamedSchemes, 'securitySchemes'>): boolean {
  return Object.values(securitySchemes).every(({ type }) => type === 'unknown');
}

/** Returns the scheme that a credential is sent by: `bearer`, `basic`, or `header x-api-key`. */
function schemeOf(name: string): SecuritySchemeDescriptor | undefined {
  if (Object.hasOwn(authorizations, name)) return authorizations[name];
  const header = name.startsWith(headerPrefix) ? name.slice(headerPrefix.length) : '';
  return header === '' ? undefined : { type: 'apiKey', in: 'header', name: header };
}

/**
 * Returns the schemes of the given credentials, which a call of an API without security needs; returns `undefined` for any
 * other API, an operation that needs none, or without credentials.
 */
function schemesFor(
  api: Pick<NamedSchemes, 'securitySchemes'>,
  security: SecurityRequirement[] | undefined,
  credentials: Record<string, Credential>,
): UsedSchemes | undefined {
  if (!lacksSecurity(api) || security?.every((requirement) => Object.keys(requirement).length === 0) === true)
    return undefined;
  const schemes = Object.keys(credentials).flatMap((name): [string, SecuritySchemeDescriptor][] => {
    const scheme = schemeOf(name);
    return scheme === undefined || (name === 'basic' && Object.hasOwn(credentials, 'bearer'))
      ? []
      : [[name, scheme]];
  });
  if (schemes.length === 0) return undefined;
  return {
    securitySchemes: Object.fromEntries(schemes),
    security: [Object.fromEntries(schemes.map(([name]) => [name, []]))],
  };
}

/** Returns the variables of credentials. */
function variablesOf(api: NamedSchemes, names: string[]): CredentialVariables[] {
  const start = variableStart(api);
  return names.flatMap((scheme) => {
    const way =
      scheme === 'basic'
        ? [`${start}USERNAME`, `${start}PASSWORD`]
        : [start + (scheme === 'bearer' ? 'TOKEN' : upperSnake(scheme))];
    return schemeOf(scheme) === undefined ? [] : [{ scheme, ways: [way], optional: [], canLogin: false }];
  });
}

/** Returns the names of the credentials that variables with a start give. */
function namesIn(start: string, environment: Record<string, string | undefined>): string[] {
  const headerStart = `${start}HEADER_`;
  const headers = Object.keys(environment)
    .filter((name) => name.startsWith(headerStart) && environment[name])
    .map((name) => name.slice(headerStart.length).replace(/_FILE$/, ''))
    .filter((name) => /^[A-Z0-9]+(?:_[A-Z0-9]+)*$/.test(name))
    .map((name) => `${headerPrefix}${name.toLowerCase().replaceAll('_', '-')}`);
  return [...Object.keys(authorizations), ...new Set(headers)];
}

/** The credentials of APIs whose documents declare no security. */
export const undeclaredSecurity: UndeclaredSecurity = {
  lacksSecurity,
  schemeOf,
  schemesFor,
  variablesOf,
  namesIn,
};
