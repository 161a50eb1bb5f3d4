import { isOpenApiMcpError, OpenApiMcpError } from '../../errors.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { runtimeCapabilities } from '../capabilities.ts';
import { percentEncode } from '../request/serialize-style.ts';
import type { EncodedPair } from '../request/serialize-style.ts';
import type { RequestOptions } from '../request/request-options.ts';
import type { AwsKeys, Credential, CredentialProvider } from './credential.ts';
import type { ClientCertificate } from '../../http/connection-options.ts';
import type { UsedSchemes } from './scheme-variables.ts';
import type { RequestContext } from '../protocol.ts';
import type {
  ApiDescriptor,
  OperationDescriptor,
  SecurityRequirement,
  SecuritySchemeDescriptor,
} from '../../descriptor.ts';

/** The parts of a request that authenticate it. */
export interface Authorization {
  headers: [name: string, value: string][];
  query: EncodedPair[];
  cookies: EncodedPair[];
  certificate?: ClientCertificate;
  /** The keys that sign the request. */
  aws?: AwsKeys;
  /** Security schemes whose credentials are sent. */
  schemes: string[];
  /** Credentials from providers, by scheme, which are named if the API refuses them. */
  provided: Record<string, string>;
  /** Texts that must be redacted. */
  secrets: string[];
  /** The reason why an optional credential is not sent, although its source is configured. */
  unavailable?: string;
}

/** The options that credentials depend on. */
export type AuthorizationOptions = Pick<
  RequestOptions,
  | 'credentials'
  | 'clientCertificate'
  | 'forwardHeaders'
  | 'unrequiredCredentials'
  | 'identityHeaders'
  | 'identitySigner'
>;

/** The request to this server, the origin of the API, and the credentials that the API refused before. */
export type AuthorizationContext = Pick<RequestContext, 'signal' | 'header' | 'principal' | 'openPage'> & {
  origin: string;
  refused?: Record<string, string>;
};

/** A credential, or the fact that the credential of the caller is forwarded instead. */
type UsableCredential = (Exclude<Credential, CredentialProvider> & { provided?: true }) | { forwarded: true };

/**
 * Returns the credentials of the first alternative that is complete, or none. The empty alternative makes the others
 * optional, and comes last wherever it is declared. A call without credentials is still sent, and the response of the
 * API says which are missing (OpenAPI 3.1 §4.8.30). A credential that cannot be fetched now fails the call, unless another
 * alternative is complete or all are optional.
 *
 * @throws OpenApiMcpError CREDENTIALS_INVALID, CREDENTIALS_UNAVAILABLE
 */
export async function authorizeRequest(
  api: Pick<ApiDescriptor, 'securitySchemes'>,
  operation: Pick<OperationDescriptor, 'security'>,
  options: AuthorizationOptions,
  context: AuthorizationContext,
): Promise<Authorization> {
  const authorization: Authorization = {
    headers: [],
    query: [],
    cookies: [],
    schemes: [],
    provided: {},
    secrets: [],
    ...(options.clientCertificate === undefined ? {} : { certificate: options.clientCertificate }),
  };
  const { securitySchemes, security } = schemesOf(api, operation, options);
  const { found, unavailable } = await findAlternative(securitySchemes, security, options, context);
  if (unavailable !== undefined) authorization.unavailable = unavailable;
  for (const [name, { scheme, credential }] of found) addCredential(authorization, name, scheme, credential);
  for (const name of options.forwardHeaders ?? []) {
    const value = context.header?.(name);
    if (value === undefined) continue;
    authorization.headers.push([name, headerValue(name, value)]);
    authorization.secrets.push(value, value.replace(/^\S+ /, ''));
  }
  if (options.identityHeaders !== undefined)
    await runtimeCapabilities.identity?.addHeaders(authorization, options, context);
  return authorization;
}

/** Returns the schemes and alternatives of a call: those of the document, or those of the credentials if it declares none. */
function schemesOf(
  api: Pick<ApiDescriptor, 'securitySchemes'>,
  operation: Pick<OperationDescriptor, 'security'>,
  options: AuthorizationOptions,
): UsedSchemes {
  const { credentials = {}, unrequiredCredentials = 'on' } = options;
  const { undeclaredSecurity } = runtimeCapabilities;
  const undeclared =
    unrequiredCredentials === 'off'
      ? undefined
      : undeclaredSecurity?.schemesFor(api, operation.security, credentials);
  return (
    undeclared ?? {
      securitySchemes: api.securitySchemes,
      security: securityOf(api, operation, options),
    }
  );
}

/**
 * Returns the alternatives of security. An operation for which the document declares nothing may be sent any credential: in
 * a header, else a cookie, else the query.
 */
export function securityOf(
  { securitySchemes }: Pick<ApiDescriptor, 'securitySchemes'>,
  { security }: Pick<OperationDescriptor, 'security'>,
  { unrequiredCredentials = 'on' }: Pick<RequestOptions, 'unrequiredCredentials'> = {},
): SecurityRequirement[] {
  if (security !== undefined || unrequiredCredentials === 'off') return security ?? [];
  const schemes = Object.entries(securitySchemes).filter(([, { type }]) => type !== 'unknown');
  const places = ['header', 'cookie', 'query'];
  const placeOf = (scheme: SecuritySchemeDescriptor): number =>
    places.indexOf(scheme.type === 'apiKey' ? scheme.in : 'header');
  const ordered = schemes.toSorted(([, one], [, other]) => placeOf(one) - placeOf(other));
  return [...ordered.map(([name]) => ({ [name]: [] })), {}];
}

type SchemeCredentials = Map<string, { scheme: SecuritySchemeDescriptor; credential: UsableCredential }>;

async function findAlternative(
  securitySchemes: Record<string, SecuritySchemeDescriptor>,
  alternatives: SecurityRequirement[],
  options: AuthorizationOptions,
  context: AuthorizationContext,
): Promise<{ found: SchemeCredentials; unavailable?: string }> {
  const required = alternatives.filter((requirement) => Object.keys(requirement).length > 0);
  let failure: OpenApiMcpError | undefined;
  for (const requirement of required) {
    const found: SchemeCredentials = new Map();
    try {
      for (const [name, scopes] of Object.entries(requirement)) {
        const scheme = Object.hasOwn(securitySchemes, name) ? securitySchemes[name] : undefined;
        const credential =
          scheme === undefined ? undefined : await findCredential(name, scheme, scopes, options, context);
        if (scheme === undefined || credential === undefined) break;
        found.set(name, { scheme, credential });
      }
    } catch (error) {
      if (!isOpenApiMcpError(error) || error.code !== 'CREDENTIALS_UNAVAILABLE') throw error;
      failure ??= error;
    }
    if (found.size === Object.keys(requirement).length) return { found };
  }
  if (failure === undefined) return { found: new Map() };
  if (required.length === alternatives.length) throw failure;
  return { found: new Map(), unavailable: failure.message };
}

async function findCredential(
  name: string,
  scheme: SecuritySchemeDescriptor,
  scopes: string[],
  { credentials = {}, clientCertificate, forwardHeaders = [] }: AuthorizationOptions,
  { origin, signal, header, principal, openPage, refused = {} }: AuthorizationContext,
): Promise<UsableCredential | undefined> {
  // The way to send the credential is unknown.
  if (scheme.type === 'unknown') return undefined;
  const place = headerOf(scheme);
  if (place !== undefined && forwardHeaders.some((forwarded) => isSameHeader(forwarded, place))) {
    // The credential of the server would give its rights to every caller.
    return header?.(place) === undefined ? undefined : { forwarded: true };
  }
  const credential = Object.hasOwn(credentials, name) ? credentials[name] : undefined;
  if (credential === undefined) return scheme.type === 'mutualTLS' ? clientCertificate : undefined;
  if (!('provide' in credential)) return credential;
  const caller = principal && { principal, token: bearerToken(header) };
  const request = omitUndefined({ origin, scopes, signal, caller, openPage, refused: refused[name] });
  const value = await credential.provide(request);
  return value === undefined ? undefined : { value, provided: true };
}

/** Returns the token that authenticated a caller. */
function bearerToken(header: RequestContext['header']): string {
  return /^bearer +(\S+)/i.exec(header?.('authorization') ?? '')?.[1] ?? '';
}

/** Returns the header that carries the credential of a scheme. */
export function headerOf(scheme: SecuritySchemeDescriptor): string | undefined {
  if (scheme.type === 'apiKey') return scheme.in === 'header' ? scheme.name : undefined;
  return scheme.type === 'mutualTLS' || scheme.type === 'unknown' ? undefined : 'Authorization';
}

/** Compares names of headers without case (RFC 9110 §5.1). */
export function isSameHeader(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function addCredential(
  authorization: Authorization,
  name: string,
  scheme: SecuritySchemeDescriptor,
  credential: UsableCredential,
): void {
  authorization.schemes.push(name);
  if ('forwarded' in credential) return;
  if ('certificate' in credential) {
    authorization.certificate = credential;
    return;
  }
  if ('accessKeyId' in credential) {
    authorization.aws = credential;
    authorization.secrets.push(credential.secretAccessKey);
    if (credential.sessionToken !== undefined) authorization.secrets.push(credential.sessionToken);
    return;
  }
  const secret = 'value' in credential ? credential.value : `${credential.username}:${credential.password}`;
  authorization.secrets.push('value' in credential ? credential.value : credential.password);
  // A login of a caller is one text.
  if ('value' in credential && scheme.type === 'http' && scheme.scheme === 'basic')
    authorization.secrets.push(secret.slice(secret.indexOf(':') + 1));
  if ('provided' in credential) authorization.provided[name] = secret;
  if (scheme.type !== 'apiKey') {
    const value = headerValue(name, authorizationValue(scheme, secret));
    authorization.headers.push(['Authorization', value]);
    authorization.secrets.push(value.replace(/^\S+ /, ''));
  } else if (scheme.in === 'header') authorization.headers.push([scheme.name, headerValue(name, secret)]);
  else {
    const pair = { name: percentEncode(scheme.name), value: percentEncode(secret) };
    (scheme.in === 'query' ? authorization.query : authorization.cookies).push(pair);
  }
}

/**
 * Returns the value of `Authorization`: basic (RFC 7617 §2), or bearer (RFC 6750 §2.1) for OAuth. Any other HTTP
 * scheme uses the credential unchanged.
 */
function authorizationValue(scheme: SecuritySchemeDescriptor, secret: string): string {
  const kind = scheme.type === 'http' ? scheme.scheme : 'bearer';
  if (kind === 'basic') return `Basic ${Buffer.from(secret, 'utf8').toString('base64')}`;
  // The credential may already begin with the name of the scheme.
  const bare = secret.toLowerCase().startsWith(`${kind} `) ? secret.slice(kind.length + 1) : secret;
  return `${kind === 'bearer' ? 'Bearer' : kind} ${bare.trimStart()}`;
}

/** Refuses characters that a header cannot contain. The message does not contain the value. */
function headerValue(name: string, value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw new OpenApiMcpError('CREDENTIALS_INVALID', `the credential of ${name} is not valid in a header`);
}
