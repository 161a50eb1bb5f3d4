import { OpenApiMcpError } from '../errors.ts';
import { runtimeCapabilities } from '../runtime/capabilities.ts';
import { credentialVariables, ignoredVariables } from '../runtime/security/credential-variables.ts';
import { withEnvFile } from './env-file.ts';
import { incompleteVariables } from './incomplete-variables.ts';
import { readEnvironment } from './environment.ts';
import { openEnvironmentCredentials } from './environment-credentials.ts';
import { shortSecrets } from './short-secrets.ts';
import type { IncompleteVariables } from './incomplete-variables.ts';
import type { CredentialOptions } from './credential-options.ts';
import type { EnvironmentCredentials } from './environment-credentials.ts';
import type { IgnoredVariable } from '../runtime/security/credential-variables.ts';
import type { ApiDescriptor } from '../descriptor.ts';

export { openEnvironmentCredentials } from './environment-credentials.ts';

/** The credentials of an API, and their sources. */
export interface OpenedCredentials extends EnvironmentCredentials {
  /** Variables that are set, but whose names the document alone chose, and the names that are read instead. */
  ignored: IgnoredVariable[];
  /** Variables that are set, but give no credential without others. */
  incomplete: IncompleteVariables[];
  /** Variables whose secret has fewer than eight characters, and is not redacted. */
  short: string[];
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
  const given = withEnvFile(options);
  const opened = await openEnvironmentCredentials(api, { ...options, environment: given });
  const { environment } = readEnvironment(api, given);
  for (const [scheme, command] of commandsOf(api, options.authCommand ?? [], opened)) {
    const { commandCredential } = await import('./command-credential.ts');
    opened.credentials[scheme] = commandCredential(command, scheme, environment);
    opened.sources[scheme] = 'a command';
  }
  return {
    ...opened,
    ignored: ignoredVariables(api, given),
    incomplete: incompleteVariables(api, environment, opened.sources),
    short: shortSecrets(api, environment),
  };
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

/** Returns true for a scheme of the document, or a credential of an API that declares none. */
function isScheme(api: ApiDescriptor, name: string): boolean {
  const { undeclaredSecurity } = runtimeCapabilities;
  return (
    Object.hasOwn(api.securitySchemes, name) ||
    (undeclaredSecurity?.lacksSecurity(api) === true && undeclaredSecurity.schemeOf(name) !== undefined)
  );
}

/** Returns the command of each scheme: of `scheme=command`, or the command for all schemes that lack a single value. */
function commandsOf(
  api: ApiDescriptor,
  commands: string[],
  { sources }: EnvironmentCredentials,
): [scheme: string, command: string][] {
  const named = new Map<string, string>();
  const rest: string[] = [];
  for (const text of commands) {
    const [scheme = '', ...command] = text.split('=');
    if (command.length > 0 && isScheme(api, scheme)) named.set(checkedScheme(api, scheme), command.join('='));
    else rest.push(text);
  }
  const [common, second] = rest;
  if (second !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `--auth-command is given twice for every scheme`, {
      hint: 'Write scheme=command for all but one.',
    });
  const { undeclaredSecurity } = runtimeCapabilities;
  if (common !== undefined && undeclaredSecurity?.lacksSecurity(api) === true) {
    // The document does not say where the API reads a key: a token in Authorization is the most common.
    if (sources['bearer'] === undefined && sources['basic'] === undefined && named.size === 0)
      named.set('bearer', common);
  } else if (common !== undefined)
    for (const { scheme, ways } of credentialVariables(api))
      if (ways[0]?.length === 1 && !named.has(scheme) && sources[scheme] === undefined)
        named.set(scheme, common);
  return [...named];
}
