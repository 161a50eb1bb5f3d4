import { OpenApiMcpError } from '../../errors.ts';
import { acceptHeader } from './accept.ts';
import { chooseContent } from '../body/choose.ts';
import { writeContent } from '../body/write.ts';
import { writeJson } from '../json/exact-json.ts';
import { resolveBaseUrl } from './server-url.ts';
import {
  checkHeaderValue,
  percentEncode,
  primitiveText,
  serializeCookie,
  serializeHeader,
  serializePath,
  serializeQuery,
} from './style.ts';
import { version } from '../version.ts';
import type { Authorization } from '../security/auth.ts';
import type { WrittenContent } from '../body/context.ts';
import type { Arguments } from '../arguments/lenient.ts';
import type { RuntimeOptions } from '../options.ts';
import type { EncodedPair, WireValue } from './style.ts';
import type { ApiDescriptor, OperationDescriptor, ParameterBinding } from '../types.ts';

/** A request exactly as it leaves. */
export interface HttpRequest {
  method: string;
  /** Scheme, host and port. */
  origin: string;
  /** Raw path and query. */
  target: string;
  headers: [name: string, value: string][];
  body?: string | Buffer;
}

/**
 * The HTTP request of a call, from valid arguments.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID, BODY_UNSUPPORTED, SERVER_URL_INVALID
 */
export async function buildRequest(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  args: Arguments,
  authorization: Authorization,
  options: RuntimeOptions,
): Promise<HttpRequest> {
  const base = resolveBaseUrl(api, operation, options);
  const given = operation.parameters.flatMap((binding) => {
    const value = Object.hasOwn(args, binding.argument) ? args[binding.argument] : undefined;
    return value === undefined ? [] : [{ binding, value }];
  });
  const query = [...queryPairs(given), ...authorization.query.map(pairText)].join('&');
  const path = `${base.path}${expandPath(operation, given)}`;
  const separator = path.includes('?') ? '&' : '?';
  const body = await writeBody(operation, args, options);
  return {
    method: operation.method,
    origin: base.origin,
    target: query === '' ? path : `${path}${separator}${query}`,
    headers: mergeHeaders(
      [
        ['Accept', acceptHeader(operation.responses)],
        ['User-Agent', `openapi-mcp/${version}`],
        ...(body === undefined ? [] : [['Content-Type', body.contentType] as [string, string]]),
        ...headerPairs(given),
        ...cookieHeader(given, authorization.cookies),
      ],
      authorization.headers,
      Object.entries(options.headers ?? {}),
    ),
    ...(body === undefined ? {} : { body: body.data }),
  };
}

/** Nothing where the body was left out: then there is no Content-Type either (RFC 9110 §8.3). */
async function writeBody(
  operation: OperationDescriptor,
  args: Arguments,
  { readFile }: RuntimeOptions,
): Promise<WrittenContent | undefined> {
  const { body: value, _filename: filename } = args;
  const content = operation.body === undefined ? undefined : chooseContent(operation.body, args);
  if (content === undefined || value === undefined) return undefined;
  return writeContent(content, value, {
    place: 'body',
    ...(typeof filename === 'string' ? { filename } : {}),
    ...(readFile === undefined ? {} : { readFile }),
  });
}

interface GivenParameter {
  binding: ParameterBinding;
  value: WireValue;
}

/** Fills the path template; a value can never reach another resource than the template's. */
function expandPath(operation: OperationDescriptor, given: GivenParameter[]): string {
  const values = new Map(
    given
      .filter(({ binding }) => binding.in === 'path')
      .map((parameter) => [parameter.binding.name, parameter]),
  );
  const [path = ''] = operation.path.split('#');
  return path.replace(/[^/]+/g, (segment) => {
    const names: string[] = [];
    const expanded = segment.replace(/\{([^{}]+)\}|[^{}]+/g, (text, name?: string) => {
      if (name === undefined)
        return encodeURI(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
      const parameter = values.get(name);
      names.push(parameter?.binding.argument ?? name);
      return parameter === undefined ? '' : pathText(parameter);
    });
    if (names.length > 0 && /^\.{0,2}$/.test(expanded)) throw wrongSegment(names.join(', '), expanded);
    return expanded;
  });
}

function pathText({ binding, value }: GivenParameter): string {
  const { serialization } = binding;
  const text =
    serialization.kind === 'content'
      ? percentEncode(contentText(value, serialization.mediaType))
      : serializePath(binding.name, value, serialization);
  if (text === '') throw wrongSegment(binding.argument, '');
  return text;
}

function wrongSegment(argument: string, text: string): OpenApiMcpError {
  const problem = text === '' ? 'must not be empty' : `must not be ${JSON.stringify(text)}`;
  return new OpenApiMcpError('ARGUMENTS_INVALID', `${argument}: ${problem}`, {
    hint: 'It would address another resource than the one this tool is for.',
  });
}

function queryPairs(given: GivenParameter[]): string[] {
  return given.flatMap(({ binding, value }) => {
    const { serialization } = binding;
    if (binding.in === 'querystring') return [queryString(binding, value)];
    if (binding.in !== 'query') return [];
    if (serialization.kind === 'style')
      return serializeQuery(binding.name, value, serialization).map(pairText);
    return [`${percentEncode(binding.name)}=${percentEncode(contentText(value, serialization.mediaType))}`];
  });
}

/** The whole query as one value (OpenAPI 3.2 §4.12.1): a text is taken as a query that is written already. */
function queryString({ serialization }: ParameterBinding, value: WireValue): string {
  if (serialization.kind === 'content' && /json/i.test(serialization.mediaType))
    return percentEncode(writeJson(value));
  if (typeof value !== 'object' || value === null)
    return primitiveText(value)
      .replace(/^\?/, '')
      .replace(/%(?![0-9A-Fa-f]{2})|[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~]+/g, percentEncode);
  return formEncode(value);
}

/** WHATWG URL §5.2: what `application/x-www-form-urlencoded` is to every server. */
function formEncode(value: WireValue): string {
  const pairs = serializeQuery('', value, {
    kind: 'style',
    style: 'form',
    explode: true,
    allowReserved: false,
  });
  return pairs.map((pair) => pairText(pair).replaceAll('%20', '+')).join('&');
}

function headerPairs(given: GivenParameter[]): [string, string][] {
  return given.flatMap(({ binding, value }): [string, string][] => {
    if (binding.in !== 'header') return [];
    const { serialization } = binding;
    const text =
      serialization.kind === 'content'
        ? checkHeaderValue(binding.argument, contentText(value, serialization.mediaType))
        : serializeHeader(binding.argument, value, serialization);
    return text === undefined ? [] : [[binding.name, text]];
  });
}

/** One Cookie header (RFC 6265 §4.2.1). */
function cookieHeader(given: GivenParameter[], credentials: EncodedPair[]): [string, string][] {
  const pairs = given.flatMap(({ binding, value }): EncodedPair[] => {
    if (binding.in !== 'cookie') return [];
    const { serialization } = binding;
    if (serialization.kind === 'style') return serializeCookie(binding.name, value, serialization);
    const text = percentEncode(contentText(value, serialization.mediaType));
    return [{ name: percentEncode(binding.name), value: text }];
  });
  const text = [...pairs, ...credentials].map(pairText).join('; ');
  return text === '' ? [] : [['Cookie', text]];
}

function pairText({ name, value }: EncodedPair): string {
  return `${name}=${value}`;
}

/** A value as a document of a media type: text as it is, everything else as JSON (OpenAPI 3.1 §4.8.12.2.2). */
function contentText(value: WireValue, mediaType: string): string {
  if (typeof value === 'bigint' || (typeof value === 'string' && !/json/i.test(mediaType)))
    return String(value);
  return writeJson(value);
}

/** Later lists replace headers of the same name, whatever its case; the user's come last. Cookies are joined. */
function mergeHeaders(...lists: [string, string][][]): [string, string][] {
  const merged = new Map<string, [string, string]>();
  for (const [name, value] of lists.flat()) {
    const key = name.toLowerCase();
    const [knownName, knownValue] = merged.get(key) ?? [name, undefined];
    const joined = key === 'cookie' && knownValue !== undefined ? `${knownValue}; ${value}` : value;
    merged.set(key, [knownName, joined]);
  }
  return [...merged.values()];
}
