import { runtimeCapabilities } from './capabilities.ts';
import { OpenApiMcpError } from '../errors.ts';
import { checkHeaderName } from './request/check-header-name.ts';
import { checkServerChoice } from './request/choose-server.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { checkToolNames } from './tool-name.ts';
import { refuseOptions } from './capability-types.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { Credential } from './security/credential.ts';
import type { ApiDescriptor, SecuritySchemeDescriptor } from '../descriptor.ts';

/**
 * Checks the options against an API when a server starts.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkOptions(
  api: Pick<ApiDescriptor, 'servers' | 'operations' | 'securitySchemes'>,
  { request = {}, result = {}, extensions: { tools = [] } = {} }: RuntimeOptions,
): void {
  const { baseUrl, headers = {}, forwardHeaders = [], server, serverVariables = {} } = request;
  for (const [name, credential] of Object.entries(request.credentials ?? {}))
    if (Object.hasOwn(api.securitySchemes, name))
      checkCredential(name, api.securitySchemes[name], credential);
    else checkUndeclared(api, name);
  checkServerChoice(api, server);
  if (tools.length > 0) checkToolNames([...api.operations, ...tools].map(({ name }) => name));
  for (const [name, value] of Object.entries(serverVariables)) checkVariable(api, name, value);
  if (baseUrl !== undefined && URL.canParse(baseUrl) && new URL(baseUrl).username !== '')
    throw new OpenApiMcpError('OPTION_INVALID', 'the base URL holds a user name', {
      hint: 'URLs appear in logs: give credentials in the environment variables of the security scheme, or as --header.',
    });
  const { maxResultChars } = result;
  // `!(… >= 1)` refuses NaN too.
  if (maxResultChars !== undefined && !(maxResultChars >= 1))
    throw new OpenApiMcpError('OPTION_INVALID', `a result cannot have ${maxResultChars} characters`, {
      hint: 'Give maxResultChars (--max-result-chars) a number of at least 1.',
    });
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  if (runtimeCapabilities.identity !== undefined) runtimeCapabilities.identity.check(request);
  else refuseOptions(request, ['identityHeaders'], 'identity headers', '--sign-in');
  for (const name of forwardHeaders) {
    checkHeaderName(name, '--forward-header', 'Name');
    if (Object.keys(headers).some((own) => own.toLowerCase() === name.toLowerCase()))
      throw new OpenApiMcpError('OPTION_INVALID', `the header ${name} cannot be both fixed and passed on`, {
        hint: `Leave out --header ${name} or --forward-header ${name}.`,
      });
  }
}

/** Refuses a header that no credential may set, in an API whose document declares no security. */
function checkUndeclared(api: Pick<ApiDescriptor, 'securitySchemes'>, name: string): void {
  const { undeclaredSecurity } = runtimeCapabilities;
  const scheme =
    undeclaredSecurity?.lacksSecurity(api) === true ? undeclaredSecurity.schemeOf(name) : undefined;
  if (scheme?.type === 'apiKey') checkHeaderName(scheme.name, 'the credential of the header', 'Name');
}

/** Refuses a credential of another kind than its scheme, since sending it would be a guess. */
function checkCredential(
  name: string,
  scheme: SecuritySchemeDescriptor | undefined,
  credential: Credential,
): void {
  // Programs in JavaScript have no types that refuse a text.
  if (typeof credential !== 'object' || credential === null)
    throw new OpenApiMcpError('OPTION_INVALID', `the credential of ${name} is not an object`, {
      hint: `Give { value: '…' }, { username, password }, { certificate, key } or an object with provide().`,
    });
  const isSigning = scheme?.type === 'apiKey' && scheme.signing !== undefined;
  if (
    'accessKeyId' in credential !== isSigning &&
    !('provide' in credential) &&
    !(isSigning && 'value' in credential)
  )
    throw new OpenApiMcpError('OPTION_INVALID', `the credential of ${name} is of another kind`, {
      hint: isSigning
        ? 'Give accessKeyId and secretAccessKey.'
        : 'Keys of AWS are for schemes with x-amazon-apigateway-authtype: awsSigv4.',
    });
  const isCertificate = 'certificate' in credential;
  if (scheme?.type !== 'unknown' && (scheme?.type === 'mutualTLS') === isCertificate) return;
  const [reason, hint] =
    scheme?.type === 'unknown'
      ? ['the document does not say how', 'Send the credential in a header (headers, --header).']
      : isCertificate
        ? ['the scheme takes no certificate', 'Give a value, a login, or a provider of one.']
        : ['the scheme needs a certificate', 'Give certificate and key.'];
  const message = `the credential of ${name} cannot be sent: ${reason}`;
  throw new OpenApiMcpError('OPTION_INVALID', message, { hint });
}

function checkVariable(
  { servers, operations }: Pick<ApiDescriptor, 'servers' | 'operations'>,
  name: string,
  value: string,
): void {
  const all = [...servers, ...operations.flatMap((operation) => operation.servers ?? [])];
  const declared = all.flatMap(({ variables = {} }) => Object.entries(variables));
  const written = all.flatMap(({ url }) => [...url.matchAll(/\{([^{}]+)\}/g)].map(([, own = '']) => own));
  const names = [...new Set([...declared.map(([own]) => own), ...written])];
  if (!names.includes(name)) {
    const nearest = nearestName(name, names);
    const known = names.length === 0 ? 'The servers have none.' : `The servers have: ${names.join(', ')}.`;
    throw new OpenApiMcpError('OPTION_INVALID', `no server URL has a variable ${name}`, {
      hint: nearest === undefined ? known : `Did you mean ${nearest}?`,
    });
  }
  const choices = declared.flatMap(([own, { enum: values }]) => (own === name ? [values] : []));
  if (choices.length === 0 || choices.some((values) => values === undefined || values.includes(value)))
    return;
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `the server variable ${name} cannot be ${JSON.stringify(value)}`,
    {
      hint: `Use one of: ${[...new Set(choices.flat())].join(', ')}.`,
    },
  );
}

function checkHeader(name: string, value: string): void {
  checkHeaderName(name, '--header', "'Name: value'");
  // The value may be a secret, so the message does not contain it.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw new OpenApiMcpError('OPTION_INVALID', `the value of the header ${name} is invalid`, {
      hint: 'Use printable Latin-1 characters only, no line breaks.',
    });
}
