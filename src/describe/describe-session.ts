import { getOwn } from '../json/get-own.ts';
import { OpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { parsePointer } from '../json/pointer.ts';
import { targetOf } from '../model/select-operations.ts';
import { compilePattern } from '../operation-pattern.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { fillLogin } from './login-arguments.ts';
import type { Operation } from '../model/api-model.ts';
import type { SessionOptions } from './session-options.ts';
import type { ApiDescriptor, CsrfToken, OperationDescriptor, SessionDescriptor } from '../descriptor.ts';

/** The operations that a session calls by itself. */
export interface SessionOperations {
  login?: Operation;
  csrf?: Operation;
}

/** The parts of the setting `csrf`. */
interface CsrfSetting {
  operation?: string;
  source: CsrfToken['source'];
}

/** The headers that frameworks read the token of a cookie from: Django, Angular and Laravel, Tornado. */
const headersOfCookies: Record<string, string> = {
  csrftoken: 'X-CSRFToken',
  'XSRF-TOKEN': 'X-XSRF-TOKEN',
  _xsrf: 'X-XSRFToken',
};

/**
 * Finds the operations that a session calls by itself. `names` are the names of the tools, in the order of the operations.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function findSessionOperations(
  operations: Operation[],
  names: string[],
  { login, csrf }: SessionOptions,
): SessionOperations {
  const find = (setting: string, pattern: string): Operation => {
    const matches = compilePattern(pattern);
    const found = operations.filter((operation, index) => matches(targetOf(operation, names[index])));
    const [first, second] = found;
    if (first !== undefined && second === undefined) return first;
    const nearest = nearestName(pattern, names);
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `${setting} of the session: ${JSON.stringify(pattern)} matches ${found.length === 0 ? 'no operation' : `${found.length} operations`}`,
      {
        hint:
          nearest === undefined || found.length > 0
            ? 'Give the name of one operation, or METHOD /path.'
            : `Did you mean ${nearest}?`,
      },
    );
  };
  const token = csrf === undefined ? undefined : readCsrf(csrf).operation;
  return omitUndefined({
    login: login === undefined ? undefined : find('login', login),
    csrf: token === undefined ? undefined : find('csrf', token),
  });
}

/**
 * Describes the session of an API, whose descriptor has the operations of the session alone.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function describeSession(
  api: ApiDescriptor,
  found: SessionOperations,
  options: SessionOptions,
): SessionDescriptor {
  const own = (operation: Operation | undefined): OperationDescriptor | undefined =>
    api.operations.find(({ method, path }) => path === operation?.path && method === operation.method);
  const login = own(found.login);
  if (login === undefined && (options.token !== undefined || options.arguments !== undefined))
    throw invalid('arguments and a token belong to a login', 'Add login=OPERATION.');
  return omitUndefined({
    login:
      login === undefined
        ? undefined
        : omitUndefined({
            operation: forCalls(login),
            ...fillLogin(login, api.requestDefinitions, options.arguments ?? {}),
            token: options.token === undefined ? undefined : pointerOf('token', options.token),
          }),
    csrf: csrfOf(options, own(found.csrf)),
  });
}

function csrfOf(
  { csrf, csrfHeader }: SessionOptions,
  operation: OperationDescriptor | undefined,
): CsrfToken | undefined {
  if (csrfHeader !== undefined && !/^[\w!#$%&'*+.^`|~-]+$/.test(csrfHeader))
    throw invalid('csrf-header is no name of a header', 'Write csrf-header=X-CSRF-Token.');
  if (csrf === undefined) {
    if (csrfHeader === undefined) return undefined;
    throw invalid('csrf-header needs the source of the token', 'Add csrf=cookie:NAME.');
  }
  const { source } = readCsrf(csrf);
  const usual = source.kind === 'cookie' ? getOwn(headersOfCookies, source.name) : undefined;
  const header = csrfHeader ?? usual ?? 'X-CSRF-Token';
  return omitUndefined({
    source,
    header,
    operation: operation === undefined ? undefined : forCalls(operation),
  });
}

/** @throws OpenApiMcpError OPTION_INVALID */
function readCsrf(text: string): CsrfSetting {
  const words = text.trim().split(/\s+/);
  const [, kind, name] = /^(cookie|header):([^\s;=,]+)$/.exec(words.at(-1) ?? '') ?? [];
  const before = words.slice(0, -1).join(' ') || undefined;
  if (name !== undefined && kind === 'cookie')
    return omitUndefined({ operation: before, source: { kind: 'cookie' as const, name } });
  if (name !== undefined && before !== undefined)
    return { operation: before, source: { kind: 'header', name: name.toLowerCase() } };
  const hash = text.indexOf('#/');
  if (hash > 0)
    return {
      operation: text.slice(0, hash).trim(),
      source: { kind: 'body', path: pointerOf('csrf', text.slice(hash + 1).trim()) },
    };
  throw invalid(
    `csrf is no source of a token: ${JSON.stringify(text)}`,
    'Write cookie:NAME, OPERATION cookie:NAME, OPERATION header:NAME, or OPERATION#/pointer.',
  );
}

function pointerOf(setting: string, text: string): string[] {
  const path = parsePointer(text);
  if (path !== undefined && path.length > 0) return path;
  throw invalid(`${setting} is no JSON pointer: ${JSON.stringify(text)}`, `Write ${setting}=/access_token.`);
}

/** Returns the parts of an operation that a call needs. */
function forCalls(operation: OperationDescriptor): OperationDescriptor {
  const { name, annotations, method, path, servers, parameters, body, security, responses } = operation;
  return omitUndefined({
    name,
    annotations,
    method,
    path,
    servers,
    parameters,
    body,
    security,
    tags: [],
    deprecated: false,
    inputSchema: { type: 'object' },
    responses: responses.map(({ status, content }) => ({
      status,
      content: content.map(({ mediaType }) => ({ mediaType })),
    })),
  });
}

function invalid(message: string, hint: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', `the session: ${message}`, { hint });
}
