import { missingCapability } from '../runtime/capability-types.ts';
import { credentialCapabilities } from './capabilities.ts';
import {
  credentialsFromEnvironment,
  credentialVariables,
  undeclaredVariables,
} from '../runtime/security/credential-variables.ts';
import { readEnvironment, readSecret } from './environment.ts';
import type { Credential, CredentialProvider } from '../runtime/security/credential.ts';
import type { OAuthOptions } from './oauth-options.ts';
import type { ApiDescriptor, SecuritySchemeDescriptor } from '../descriptor.ts';

/** The credentials of an API, and their sources. */
export interface EnvironmentCredentials {
  /** The credentials by security scheme, for `RequestOptions.credentials`. */
  credentials: Record<string, Credential>;
  /** The source of each credential, by security scheme: names of variables, a command, or a login. */
  sources: Record<string, string>;
  /** The variables with the secrets of the files that they name, for `RequestOptions.environment`. */
  environment: Record<string, string | undefined>;
}

/** The options of the sources of credentials, without commands and files of variables. */
export interface EnvironmentCredentialOptions extends OAuthOptions {
  /** Environment variables, in the form of `process.env`. */
  environment?: Record<string, string | undefined> | undefined;
}

/**
 * Finds the credentials of the security schemes of an API: in variables, in files that variables name, by OAuth 2.0
 * (RFC 6749), or by a login. No request is sent before a call needs a token.
 *
 * @throws OpenApiMcpError OPTION_INVALID; CREDENTIALS_UNAVAILABLE for files that cannot be read
 */
export async function openEnvironmentCredentials(
  api: ApiDescriptor,
  options: EnvironmentCredentialOptions = {},
): Promise<EnvironmentCredentials> {
  const given = options.environment ?? {};
  const variables = [...credentialVariables(api), ...undeclaredVariables(api, given)];
  const { environment, files } = readEnvironment(api, given);
  const opened: EnvironmentCredentials = { credentials: {}, sources: {}, environment };

  function set(scheme: string, credential: Credential, source: string | undefined): void {
    opened.credentials[scheme] = credential;
    if (source !== undefined) opened.sources[scheme] = source;
  }

  if (Object.values(api.securitySchemes).some(isOAuth)) {
    if (credentialCapabilities.loadOAuth === undefined)
      throw missingCapability('OAuth', 'the current document');
    const { openOAuthCredentials } = await credentialCapabilities.loadOAuth();
    for (const { scheme, credential, hasLogin, variables: names } of await openOAuthCredentials(
      api,
      environment,
      options,
    ))
      set(scheme, credential, hasLogin ? 'openapi-mcp login' : names && sourceOf(names, files));
  }
  const held = credentialsFromEnvironment(api, environment);
  for (const { scheme, ways } of variables) {
    const credential = held[scheme];
    const [names = []] = ways;
    if (credential === undefined) continue;
    const path = 'value' in credential ? files.get(names[0] ?? '') : undefined;
    set(
      scheme,
      path === undefined ? credential : fileCredential(names[0] ?? '', path),
      sourceOf(
        names.filter((name) => environment[name]),
        files,
      ),
    );
  }
  return opened;
}

function isOAuth({ type }: SecuritySchemeDescriptor): boolean {
  return type === 'oauth2' || type === 'openIdConnect';
}

/** Creates a provider of the secret in a file, which is read again when the API rejects the secret. */
function fileCredential(name: string, path: string): CredentialProvider {
  let value = readSecret(name, path);
  return {
    provide: async ({ refused }) => {
      if (value === refused) value = readSecret(name, path);
      return value;
    },
  };
}

/** Returns the names of variables, or of the variables of their files. */
function sourceOf(names: string[], files: Map<string, string>): string {
  return names.map((name) => (files.has(name) ? `${name}_FILE` : name)).join(' and ');
}
