import { OpenApiMcpError } from '../../errors.ts';
import { asScalarText } from '../../json/narrow.ts';
import { checkHeaderName } from '../request/check-header-name.ts';
import type { Json } from '../../json/value.ts';
import type { Principal, RequestContext } from '../protocol.ts';
import type { RequestOptions } from '../request/request-options.ts';

/** The value of an identity header: the caller's name, a claim of their token, or a JWT with some of its claims. */
type IdentitySource = { kind: 'name' } | { kind: 'claim'; claim: string } | { kind: 'jwt'; claims: string[] };

/** The functions of identity headers. */
export const identity: { check: typeof check; addHeaders: typeof addHeaders } = { check, addHeaders };

/** Claims that the signer sets itself. */
const ownClaims = ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'idp'];

/**
 * Checks the identity headers of options.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
function check(options: RequestOptions): void {
  const { identityHeaders = {}, identitySigner, headers = {}, forwardHeaders = [] } = options;
  for (const [name, text] of Object.entries(identityHeaders)) {
    const source = readSource(name, text);
    if (source.kind !== 'jwt') continue;
    if (identitySigner === undefined)
      throw new OpenApiMcpError('OPTION_INVALID', `the identity in ${name} cannot be signed without a key`, {
        hint: 'Give identitySigner, which createIdentitySigner makes, or write claim:NAME.',
      });
    const own = source.claims.find((claim) => ownClaims.includes(claim));
    if (own !== undefined)
      throw new OpenApiMcpError(
        'OPTION_INVALID',
        `the claim ${own} in ${name} is always set by this server`,
        {
          hint: `Leave out ${ownClaims.join(', ')}: the name of the caller is sub, and the issuer of their token idp.`,
        },
      );
  }
  const others = new Set([...Object.keys(headers), ...forwardHeaders].map((name) => name.toLowerCase()));
  for (const name of Object.keys(identityHeaders)) {
    checkHeaderName(name, '--identity-header', "'Name: claim:email'");
    if (others.has(name.toLowerCase()))
      throw new OpenApiMcpError('OPTION_INVALID', `the header ${name} cannot have two values`, {
        hint: `Leave out --identity-header ${name}, or --header or --forward-header of that name.`,
      });
  }
}

/**
 * Adds the headers that tell an API who calls.
 *
 * @throws OpenApiMcpError OPERATION_REFUSED if the caller is unknown or lacks a claim
 */
async function addHeaders(
  { headers, secrets }: { headers: [name: string, value: string][]; secrets: string[] },
  { identityHeaders = {}, identitySigner }: Pick<RequestOptions, 'identityHeaders' | 'identitySigner'>,
  { principal, origin }: Pick<RequestContext, 'principal'> & { origin: string },
): Promise<void> {
  for (const [name, text] of Object.entries(identityHeaders)) {
    if (principal === undefined)
      throw refused(`the API is told who calls in ${name}, and this caller is not authenticated`);
    const source = readSource(name, text);
    if (source.kind === 'jwt') {
      const claims = Object.fromEntries(
        source.claims.map((claim) => [claim, requiredClaim(principal, claim)]),
      );
      const token = (await identitySigner?.sign(principal, origin, claims)) ?? '';
      headers.push([name, name.toLowerCase() === 'authorization' ? `Bearer ${token}` : token]);
      secrets.push(token);
    } else {
      const value = source.kind === 'name' ? principal.name : requiredClaim(principal, source.claim);
      headers.push([name, headerText(name, value)]);
    }
  }
}

/** @throws OpenApiMcpError OPTION_INVALID */
function readSource(name: string, text: string): IdentitySource {
  const [, kind = '', rest = ''] = /^(\w+)(?::\s*(.*))?$/s.exec(text.trim()) ?? [];
  const names = rest.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
  const [claim] = names;
  if (kind === 'name' && claim === undefined) return { kind };
  if (kind === 'jwt') return { kind, claims: names };
  if (kind === 'claim' && claim !== undefined && names.length === 1) return { kind, claim };
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `${JSON.stringify(text)} is not a source for the header ${name}`,
    {
      hint: `Write '${name}: claim:email', '${name}: name', or '${name}: jwt:email,groups' for a signed one.`,
    },
  );
}

function requiredClaim({ claims = {} }: Principal, claim: string): Json {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  // Without the header the API could take the caller for somebody else.
  if (value === undefined || value === null || value === '')
    throw refused(`the API is told who calls by the claim ${claim}, which the token of this caller lacks`);
  return value;
}

/** Returns a claim as the value of a header, in UTF-8. A list is joined by commas. */
function headerText(name: string, value: Json): string {
  const items = Array.isArray(value) ? value : [value];
  const texts = items.map((item) => asScalarText(item) ?? JSON.stringify(item));
  // A comma in an item would make two items of it.
  const isAmbiguous = Array.isArray(value) && texts.some((text) => text.includes(','));
  const text = texts.join(',');
  if (isAmbiguous || /\p{Cc}/u.test(text) || text.trim() !== text)
    throw refused(`the claim of this caller for the header ${name} cannot be written in a header`);
  // Each byte is one character here.
  return Buffer.from(text, 'utf8').toString('latin1');
}

function refused(message: string): OpenApiMcpError {
  return new OpenApiMcpError('OPERATION_REFUSED', message, {
    hint: 'Nothing was sent. Sign in with an account that has what the API needs.',
  });
}
