import { OpenApiMcpError } from '../errors.ts';
import { missingCapability } from '../runtime/capability-types.ts';
import { credentialCapabilities } from './capabilities.ts';
import { credentialsFromEnvironment, credentialVariables } from '../runtime/security/credential-variables.ts';
import { readEnvironment, readSecret } from './environment.ts';
import type { Credential, CredentialProvider } from '../runtime/security/credential.ts';
import type { CredentialOptions } from './credential-options.ts';
import type { ApiDescriptor, SecuritySchemeDescriptor } from '../descriptor.ts';

/** The credentials of an API, and their sources. */
export interface OpenedCredentials {
  /** The credentials by security scheme, for `RequestOptions.credentials`. */
  credentials: Record<string, Credential>;
  /** The source of each credential, by security scheme: names of variables, a command, or a login. */
  sources: Record<string, string>;
}

/**
 * Finds the credentials of the security schemes of an API: in variables, in files that variables name, by a command, by
 * OAuth 2.0 (RFC 6749), or by a login. No request is sent before a call needs a token.
 *
 * @throws OpenApiMcpError OPTION_INVALID; CREDENTIALS_UNAVAILABLE for files that cannot be read
 *
 * @example
 * const { credentials } = await openCredentials(descriptor, { environment: process.env });
 * const server = await createServer(descriptor, { request: { credentials } });
 */
export async function openCredentials(
  api: ApiDescriptor,
  options: CredentialOptions = {},
): Promise<OpenedCredentials> {
  const variables = credentialVariables(api);
  const { environment, files } = readEnvironment(api, options);
  const opened: OpenedCredentials = { credentials: {}, sources: {} };

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
    )) {
      const source = hasLogin
        ? 'openapi-mcp login'
        : names === undefined
          ? undefined
          : sourceOf(names, files);
      set(scheme, credential, source);
    }
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
  for (const [scheme, command] of commandsOf(api, options.authCommand ?? [], opened)) {
    const { commandCredential } = await import('./command-credential.ts');
    set(scheme, commandCredential(command, scheme, environment), 'a command');
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

/** Returns the name of a scheme, or throws if a command cannot provide its credential. */
function checkedScheme({ securitySchemes }: ApiDescriptor, name: string): string {
  const type = securitySchemes[name]?.type;
  if (type !== 'unknown' && type !== 'mutualTLS') return name;
  const message =
    type === 'unknown'
      ? `nothing can be sent for ${name}: the document does not say how`
      : `${name} wants a certificate, which no command prints`;
  const hint =
    type === 'unknown'
      ? 'Send what the API wants with --header, or fix the document.'
      : 'Pass --client-cert and --client-key, or set the variables that inspect names.';
  throw new OpenApiMcpError('OPTION_INVALID', message, { hint });
}

/** Returns the command of each scheme: of `scheme=command`, or the command for all schemes that lack a single value. */
function commandsOf(
  api: ApiDescriptor,
  commands: string[],
  { sources }: OpenedCredentials,
): [scheme: string, command: string][] {
  const named = new Map<string, string>();
  const rest: string[] = [];
  for (const text of commands) {
    const [scheme = '', ...command] = text.split('=');
    if (command.length > 0 && Object.hasOwn(api.securitySchemes, scheme))
      named.set(checkedScheme(api, scheme), command.join('='));
    else rest.push(text);
  }
  const [common, second] = rest;
  if (second !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `--auth-command is given twice for every scheme`, {
      hint: 'Write scheme=command for all but one.',
    });
  if (common !== undefined)
    for (const { scheme, ways } of credentialVariables(api))
      if (ways[0]?.length === 1 && !named.has(scheme) && sources[scheme] === undefined)
        named.set(scheme, common);
  return [...named];
}
