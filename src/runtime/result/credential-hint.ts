import { runtimeCapabilities } from '../capabilities.ts';
import { asJsonObject } from '../../json/narrow.ts';
import { headerOf, isSameHeader, securityOf } from '../security/authorize-request.ts';
import { credentialVariables, waysText } from '../security/credential-variables.ts';
import { isSecretHeader } from '../security/redact.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { RequestOptions } from '../request/request-options.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { HttpExchange } from '../operation-caller.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject } from '../../json/value.ts';

/** A call whose response is not its result. */
export interface FailedCall {
  api: ApiDescriptor;
  operation: OperationDescriptor;
  args: JsonObject;
  exchange: HttpExchange;
  response: HttpResponse;
  body: ResponseData;
  options: Pick<RuntimeOptions, 'request' | 'result'>;
}

/** Says which credentials the API rejects or misses, and who can set them. */
export function credentialHint(call: FailedCall): string {
  const { api, operation, exchange, options } = call;
  if (isLogin(call))
    return 'The API refused this login: check the name, password or code in the arguments. No credential of this server would help.';
  const ofSession = runtimeCapabilities.sessions?.hintFor(api, options.request, exchange.schemes);
  if (ofSession !== undefined) return ofSession;
  const alternatives = securityOf(api, operation, options.request).map((requirement) =>
    Object.keys(requirement),
  );
  const { schemes } = exchange;
  const sources = [
    ...(schemes.length > 0 ? [sourcesOf([schemes], api, options.request)] : []),
    ...secretHeaders(options.request),
  ];
  if (sources.length > 0)
    return `The API rejected the credentials: the operator of this server must check ${sources.join(' and ')}.${unchangedNote(call)}`;
  if (exchange.unavailable !== undefined)
    return `No credentials were sent, since there are none now: ${exchange.unavailable}`;
  const wanted = alternatives.filter(({ length }) => length > 0);
  const named = wanted.filter((names) => names.every((name) => isSendable(api, name)));
  if (wanted.length > 0 && named.length === 0)
    return `No credentials were sent: the document does not say how ${unsendable(api, wanted)} is sent, so the operator of this server must ${undeclaredRemedy(call)}.`;
  if (named.length === 0)
    return `The API requires credentials that its document does not describe: the operator of this server can ${undeclaredRemedy(call)}.`;
  const forwarded = named.flat().flatMap((name) => forwardedHeader(api, name, options.request) ?? []);
  const [header] = forwarded;
  if (
    header !== undefined &&
    named.every((names) => names.some((name) => forwardedHeader(api, name, options.request)))
  )
    return `No credentials were sent: the client must send its own ${header} header, which this server passes on.`;
  return `No credentials were sent: the operator of this server must set ${sourcesOf(named, api, options.request)} in its environment.`;
}

/** Says that a key for the header `Authorization` is sent without the name of a scheme, which most APIs want there. */
function unchangedNote({ api, exchange: { schemes } }: FailedCall): string {
  const isUnchanged = schemes.some((name) => {
    const scheme = api.securitySchemes[name];
    return scheme?.type === 'apiKey' && headerOf(scheme)?.toLowerCase() === 'authorization';
  });
  return isUnchanged
    ? ' It is sent in Authorization as it is: if the API wants a token there, its value is `Bearer TOKEN`.'
    : '';
}

/** Says that the credentials are not enough for a call, or that it had none. */
export function forbiddenHint(call: FailedCall): string {
  const { api, exchange, operation, options } = call;
  const isLoggedIn = runtimeCapabilities.sessions?.logsIn(api, options.request) === true;
  if (isLoggedIn || exchange.schemes.length > 0 || secretHeaders(options.request).length > 0)
    return 'The credentials do not allow this; another call or other credentials are needed.';
  return requiresCredential(operation) && !isLogin(call)
    ? credentialHint(call)
    : 'The API does not allow this, and no credentials were sent: if it requires some, the operator of this server can add them with --header.';
}

function secretHeaders({ headers = {} }: RequestOptions = {}): string[] {
  return Object.keys(headers)
    .filter(isSecretHeader)
    .map((name) => `--header ${name}`);
}

/** Returns true for a call that logs in: by its path, or with a password where the document requires no credential. */
function isLogin({ operation, args }: FailedCall): boolean {
  if (operation.method !== 'POST') return false;
  const last = operation.path.split('/').findLast((segment) => segment !== '') ?? '';
  if (/^(?:(?:log|sign)[-_]?in|auth|authenticate|token|session)$/i.test(last)) return true;
  const names = [...Object.keys(args), ...Object.keys(asJsonObject(args['body']) ?? {})];
  const hasSecret = names.some((name) =>
    /^(?:pass(?:word|wd|phrase|code)|pwd|otp|client_?secret)$/i.test(name),
  );
  return hasSecret && !requiresCredential(operation);
}

function requiresCredential({ security = [] }: OperationDescriptor): boolean {
  return security.some((requirement) => Object.keys(requirement).length > 0);
}

/** Returns true if the document says how the credential of a security scheme is sent. */
function isSendable({ securitySchemes }: ApiDescriptor, name: string): boolean {
  return Object.hasOwn(securitySchemes, name) && securitySchemes[name]?.type !== 'unknown';
}

function unsendable(api: ApiDescriptor, alternatives: string[][]): string {
  return [...new Set(alternatives.flat())].filter((name) => !isSendable(api, name)).join(' or ');
}

/** Says how an operator gives a credential that the document does not describe. */
function undeclaredRemedy({ api, operation, options }: FailedCall): string {
  const { undeclaredSecurity } = runtimeCapabilities;
  const isOpen = operation.security !== undefined && !requiresCredential(operation);
  const isOff = options.request?.unrequiredCredentials === 'off';
  if (undeclaredSecurity?.lacksSecurity(api) !== true || isOpen || isOff)
    return 'add what the API requires with --header';
  const entries = undeclaredSecurity.variablesOf(api, ['bearer', 'basic', 'header name']);
  return `set ${waysText({ ways: entries.flatMap(({ ways }) => ways) })} in its environment`;
}

/** Returns the sources of credentials for alternatives of security schemes. */
function sourcesOf(
  alternatives: string[][],
  api: ApiDescriptor,
  options: RequestOptions | undefined,
): string {
  const variables = new Map(credentialVariables(api).map((entry) => [entry.scheme, entry]));
  return alternatives
    .map((names) =>
      names
        .map((name) => {
          const header = forwardedHeader(api, name, options);
          const entry =
            variables.get(name) ?? runtimeCapabilities.undeclaredSecurity?.variablesOf(api, [name])[0];
          if (header !== undefined) return `the ${header} header of the client`;
          if (entry === undefined) return `a credential for ${name}`;
          const login = entry.canLogin ? [['openapi-mcp login']] : [];
          const text = waysText({ ways: [...entry.ways, ...login] });
          return names.length > 1 && text.includes(', or ') ? `(${text})` : text;
        })
        .join(' and '),
    )
    .join(', or ');
}

function forwardedHeader(
  { securitySchemes }: ApiDescriptor,
  name: string,
  { forwardHeaders = [] }: RequestOptions = {},
): string | undefined {
  const scheme = securitySchemes[name];
  const place = scheme === undefined ? undefined : headerOf(scheme);
  return place === undefined ? undefined : forwardHeaders.find((header) => isSameHeader(header, place));
}
