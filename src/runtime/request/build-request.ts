import { acceptHeader } from './accept-header.ts';
import { expandPath } from './expand-path.ts';
import { readGivenParameters } from './given-parameters.ts';
import { applyContentCoding } from './body/apply-content-coding.ts';
import { chooseContent } from './body/choose-content.ts';
import { writeContent } from './body/write-content.ts';
import {
  checkHeaderValue,
  percentEncode,
  serializeCookie,
  serializeHeader,
  serializeQuery,
} from './serialize-style.ts';
import { version } from '../../version.ts';
import type { BaseUrl } from './base-url.ts';
import type { Authorization } from '../security/authorize-request.ts';
import type { WrittenContent } from './body/writing-context.ts';
import type { Arguments } from '../arguments/coerce-arguments.ts';
import type { RequestOptions } from './request-options.ts';
import type { HttpRequest } from '../../http/http-message.ts';
import type { GivenParameter } from './given-parameters.ts';
import type { EncodedPair } from './serialize-style.ts';
import type { BodyDescriptor, OperationDescriptor } from '../../descriptor.ts';

/**
 * Builds the HTTP request of a call from valid arguments.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID, BODY_UNSUPPORTED
 */
export async function buildRequest(
  base: BaseUrl,
  operation: OperationDescriptor,
  args: Arguments,
  authorization: Pick<Authorization, 'headers' | 'query' | 'cookies'>,
  options: RequestOptions,
): Promise<HttpRequest> {
  const given = await readGivenParameters(operation, args);
  const body = operation.body && (await writeBody(operation.body, args, options));
  const headers = mergeHeaders(
    [
      ['Accept', acceptHeader(operation.responses)],
      ['User-Agent', `openapi-mcp/${version}`],
      ...(body === undefined ? [] : [['Content-Type', body.contentType] as [string, string]]),
      ...headerPairs(given),
      ...cookieHeader(given, authorization.cookies),
    ],
    authorization.headers,
    Object.entries(options.headers ?? {}),
  );
  const coding = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
  const data = body && (coding === undefined ? body.data : await applyContentCoding(body.data, coding));
  return {
    method: operation.method,
    origin: base.origin,
    target: targetOf(base, operation, given, authorization.query, options),
    headers,
    ...(data === undefined ? {} : { body: data }),
  };
}

/**
 * Returns the target of the request of a call without credentials: its path and query.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID
 */
export async function buildTarget(
  base: BaseUrl,
  operation: OperationDescriptor,
  args: Arguments,
  options: RequestOptions,
): Promise<string> {
  return targetOf(base, operation, await readGivenParameters(operation, args), [], options);
}

function targetOf(
  base: BaseUrl,
  operation: OperationDescriptor,
  given: GivenParameter[],
  credentials: EncodedPair[],
  { validateArguments = 'strict' }: RequestOptions,
): string {
  const query = [base.query, ...queryPairs(given), ...credentials.map(pairText)]
    .filter((part) => part !== '')
    .join('&');
  const path = `${base.path}${expandPath(operation, given, validateArguments !== 'strict')}`;
  const separator = path.includes('?') ? '&' : '?';
  return query === '' ? path : `${path}${separator}${query}`;
}

/**
 * Writes the body. Returns `undefined` if it was left out: the request then has no `Content-Type` either (RFC 9110
 * §8.3).
 */
async function writeBody(
  descriptor: BodyDescriptor,
  args: Arguments,
  { readFile }: RequestOptions,
): Promise<WrittenContent | undefined> {
  const { body: value, bodyFilename: filename } = args;
  const content = chooseContent(descriptor, args);
  if (content === undefined || value === undefined) return undefined;
  return writeContent(content, value, {
    path: 'body',
    filename: typeof filename === 'string' ? filename : undefined,
    readFile,
  });
}

function queryPairs(given: GivenParameter[]): string[] {
  return given.flatMap(({ binding, value, document }) => {
    const { serialization } = binding;
    if (binding.in !== 'query' && binding.in !== 'querystring') return [];
    if (serialization.kind === 'style')
      return serializeQuery(binding.name, value, serialization).map(pairText);
    if (binding.in === 'querystring') return [document];
    return [`${percentEncode(binding.name)}=${percentEncode(document)}`];
  });
}

function headerPairs(given: GivenParameter[]): [string, string][] {
  return given.flatMap(({ binding, value, document }): [string, string][] => {
    if (binding.in !== 'header') return [];
    const { serialization } = binding;
    const text =
      serialization.kind === 'content'
        ? checkHeaderValue(binding.argument, document)
        : serializeHeader(binding.argument, value, serialization);
    return text === undefined ? [] : [[binding.name, text]];
  });
}

/** Returns the `Cookie` header (RFC 6265 §4.2.1), or an empty list without cookies. */
function cookieHeader(given: GivenParameter[], credentials: EncodedPair[]): [string, string][] {
  const pairs = given.flatMap(({ binding, value, document }): EncodedPair[] => {
    if (binding.in !== 'cookie') return [];
    const { serialization } = binding;
    if (serialization.kind === 'style') return serializeCookie(binding.name, value, serialization);
    return [{ name: percentEncode(binding.name), value: percentEncode(document) }];
  });
  const text = [...pairs, ...credentials].map(pairText).join('; ');
  return text === '' ? [] : [['Cookie', text]];
}

function pairText({ name, value }: EncodedPair): string {
  return `${name}=${value}`;
}

/** Merges headers by case-insensitive name: later ones replace earlier ones, and cookies are joined. */
function mergeHeaders(...lists: [string, string][][]): [string, string][] {
  const merged = new Map<string, [string, string]>();
  for (const list of lists)
    for (const [name, value] of list) {
      const key = name.toLowerCase();
      const [knownName, knownValue] = merged.get(key) ?? [name, undefined];
      const joined = key === 'cookie' && knownValue !== undefined ? `${knownValue}; ${value}` : value;
      merged.set(key, [knownName, joined]);
    }
  return [...merged.values()];
}
