import { OpenApiMcpError } from '../../errors.ts';
import { percentEncode } from '../request/style.ts';
import type { EncodedPair } from '../request/style.ts';
import type { Credential } from '../options.ts';
import type { ApiDescriptor, OperationDescriptor, SecuritySchemeDescriptor } from '../types.ts';

/** What authentication adds to a request. */
export interface Authorization {
  headers: [name: string, value: string][];
  query: EncodedPair[];
  cookies: EncodedPair[];
}

/**
 * The first alternative whose credentials are all there, else nothing: a call without credentials is still sent, and
 * the API says what it needs (OpenAPI 3.1 §4.8.30).
 *
 * @throws OpenApiMcpError CREDENTIALS_INVALID
 */
export function authorize(
  api: Pick<ApiDescriptor, 'securitySchemes'>,
  operation: Pick<OperationDescriptor, 'security'>,
  credentials: Record<string, Credential>,
): Authorization {
  const alternative = (operation.security ?? []).find((requirement) =>
    Object.keys(requirement).every((name) => Object.hasOwn(credentials, name)),
  );
  const authorization: Authorization = { headers: [], query: [], cookies: [] };
  for (const name of Object.keys(alternative ?? {})) {
    const scheme = api.securitySchemes[name];
    const credential = credentials[name];
    if (scheme !== undefined && credential !== undefined) add(authorization, name, scheme, credential);
  }
  return authorization;
}

function add(
  authorization: Authorization,
  name: string,
  scheme: SecuritySchemeDescriptor,
  credential: Credential,
): void {
  if (scheme.type !== 'apiKey') {
    authorization.headers.push(['Authorization', checked(name, authorizationValue(scheme, credential))]);
    return;
  }
  const value = secretOf(credential);
  if (scheme.in === 'header') authorization.headers.push([scheme.name, checked(name, value)]);
  else {
    const pair = { name: percentEncode(scheme.name), value: percentEncode(value) };
    (scheme.in === 'query' ? authorization.query : authorization.cookies).push(pair);
  }
}

function secretOf(credential: Credential): string {
  return 'value' in credential ? credential.value : `${credential.username}:${credential.password}`;
}

/** RFC 7617 §2 for basic; bearer tokens (RFC 6750 §2.1) for OAuth; any other http scheme takes the value as given. */
function authorizationValue(scheme: SecuritySchemeDescriptor, credential: Credential): string {
  const secret = secretOf(credential);
  if (scheme.type !== 'http' || scheme.scheme === 'bearer') return `Bearer ${secret}`;
  if (scheme.scheme === 'basic') return `Basic ${Buffer.from(secret, 'utf8').toString('base64')}`;
  return `${scheme.scheme} ${secret}`;
}

/** The message never shows the value. */
function checked(name: string, value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw new OpenApiMcpError('CREDENTIALS_INVALID', `the credential of ${name} cannot stand in a header`);
}
