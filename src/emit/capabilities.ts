import { familyOf, isInRange } from '../http/media-type.ts';
import { exactKeyword } from '../schema/exact-integers.ts';
import { limitsOf } from '../schema/validation-cost.ts';
import { chooseEngine } from '../schema/pattern-cost.ts';
import { variablePrefixes } from '../runtime/security/credential-variables.ts';
import { upperSnake } from '../runtime/security/upper-snake.ts';
import { variableStart } from '../runtime/security/variable-prefixes.ts';
import { takesFilter } from '../runtime/result/response-filters.ts';
import type {
  ApiDescriptor,
  ContentDescriptor,
  EncodingDescriptor,
  OperationDescriptor,
  ParameterBinding,
} from '../descriptor.ts';

/** Every capability, in the order of the alphabet. */
export const capabilities = [
  'accounts',
  'aws',
  'bytes',
  'content-parameters',
  'credentials',
  'exact-integers',
  'explorer',
  'filter',
  'form',
  'html',
  'http',
  'lines',
  'multipart',
  'oauth',
  'oauth-proxy',
  'observation',
  'overview',
  'paging',
  'patterns',
  'policies-of-apis',
  'policy',
  'prompts',
  'resilience',
  'schema-cost',
  'sdk-v1',
  'sdk-v2',
  'search',
  'sessions',
  'several-apis',
  'shaping',
  'sign-in',
  'similar-schemes',
  'strict-output',
  'undeclared-security',
  'xml',
] as const;

/** A part of the runtime that is copied only for the APIs and options that need it. */
export type Capability = (typeof capabilities)[number];

/** The options that an API is generated with, as far as they decide what is copied. */
export interface CapabilityOptions {
  sdk: 'v1' | 'v2';
  http?: boolean | undefined;
  policy?: boolean | undefined;
  signIn?: boolean | undefined;
  resilience?: boolean | undefined;
  expose?: 'all' | 'search' | 'auto' | undefined;
  resources?: boolean | undefined;
  html?: 'text' | 'source' | undefined;
  validateResponses?: 'warn' | 'strict' | 'off' | undefined;
}

/** Returns the capabilities that a server of an API needs, in the order of the alphabet. */
export function capabilitiesOf(api: ApiDescriptor, options: CapabilityOptions): Capability[] {
  const { sdk, http = false, policy = false, signIn = false, resilience = false } = options;
  const { expose = 'all', html = 'source', validateResponses } = options;
  const { resources = true } = options;
  const called = [...api.operations, ...ownOperations(api)];
  const families = new Set(called.flatMap(familiesOf));
  const schemes = Object.values(api.securitySchemes);
  const isNeeded: Record<Capability, boolean> = {
    // The transport presents the pages of accounts.
    accounts: http,
    aws: schemes.some((scheme) => scheme.type === 'apiKey' && scheme.signing !== undefined),
    // Parts and fields can be text or bytes without a media type that says so.
    bytes: ['bytes', 'text', 'other', 'form', 'multipart'].some((family) => families.has(family)),
    'content-parameters': called.some(hasContentParameter),
    // An API without security has credentials from the environment too.
    credentials: true,
    'exact-integers': mentions(api, ({ [exactKeyword]: exact }) => exact !== undefined),
    // Its page belongs to this package.
    explorer: false,
    'oauth-proxy': false,
    // The telemetry and the explorer belong to this package.
    observation: false,
    filter: api.operations.some(
      (operation) => takesFilter(operation) || operation.shaping?.result?.filter !== undefined,
    ),
    form: families.has('form'),
    html: html === 'text' || api.operations.some(mayReturnHtml),
    http,
    lines: families.has('lines'),
    multipart: families.has('multipart'),
    oauth: schemes.some(({ type }) => type === 'oauth2' || type === 'openIdConnect'),
    overview: resources,
    paging: api.operations.some(hasQuery),
    patterns: hasCostlyPattern(api),
    // Callers over HTTP need rules about them.
    'policies-of-apis': false,
    policy: policy || http || api.operations.some(isGoverned),
    prompts: api.prompts !== undefined,
    resilience: resilience || api.operations.some(isLimited),
    'schema-cost': hasCostlySchema(api),
    'sdk-v1': sdk === 'v1',
    'sdk-v2': sdk === 'v2',
    search: expose !== 'all',
    sessions: api.session !== undefined,
    // It belongs to the server that joins them.
    'several-apis': false,
    shaping: api.operations.some(({ shaping }) => shaping !== undefined),
    'sign-in': http && signIn,
    'similar-schemes': hasSimilarSchemes(api),
    'strict-output': validateResponses === 'strict',
    'undeclared-security': schemes.every(({ type }) => type === 'unknown'),
    xml: families.has('xml'),
  };
  return capabilities.filter((capability) => isNeeded[capability]);
}

/** Returns the operations that the session of an API calls by itself. */
function ownOperations({ session }: ApiDescriptor): OperationDescriptor[] {
  return [session?.login?.operation, session?.csrf?.operation].filter((operation) => operation !== undefined);
}

/** Returns the families of all media types that requests of an operation are written in. */
function familiesOf({ body, parameters }: OperationDescriptor): string[] {
  return [...(body?.content ?? []).flatMap(familiesOfContent), ...parameters.flatMap(familiesOfParameter)];
}

/** Returns the families of a content and of everything in it. A value that stands for bytes is of their family too. */
function familiesOfContent(content: ContentDescriptor & { mediaType: string }): string[] {
  return [
    familyOf(content.mediaType),
    ...(content.bytes === undefined ? [] : ['bytes']),
    ...encodingsOf(content).flatMap(familiesOfEncoding),
  ];
}

function encodingsOf({ encoding, prefixEncoding, itemEncoding }: ContentDescriptor): EncodingDescriptor[] {
  return [
    ...Object.values(encoding ?? {}),
    ...(prefixEncoding ?? []),
    ...(itemEncoding === undefined ? [] : [itemEncoding]),
  ];
}

/** A part or field is written in one of the media types of its list. */
function familiesOfEncoding(encoding: EncodingDescriptor): string[] {
  const types = (encoding.contentType ?? '').split(',');
  return types.flatMap((mediaType) => familiesOfContent({ ...encoding, mediaType }));
}

function familiesOfParameter({ serialization }: ParameterBinding): string[] {
  return serialization.kind === 'content' ? familiesOfContent(serialization) : [];
}

/** Returns true if a declared media type of a response is HTML, or a range that includes it. */
function mayReturnHtml({ responses }: OperationDescriptor): boolean {
  return responses.some(({ content }) =>
    content.some(({ mediaType }) =>
      ['text/html', 'application/xhtml+xml'].some((html) => isInRange(html, mediaType)),
    ),
  );
}

function hasContentParameter({ parameters }: OperationDescriptor): boolean {
  return parameters.some(({ serialization }) => serialization.kind === 'content');
}

/** Returns true for an operation with rules of its own about its callers. */
function isGoverned({ shaping }: OperationDescriptor): boolean {
  return [shaping?.confirm, shaping?.scopes, shaping?.pathRules].some((rule) => rule !== undefined);
}

/** Returns true for an operation with retries, a limit or a cache of its own. */
function isLimited({ shaping }: OperationDescriptor): boolean {
  return (
    shaping?.retries !== undefined || shaping?.rateLimit !== undefined || typeof shaping?.cache === 'number'
  );
}

/** Returns true for an operation with query parameters, which may select pages of a list. */
function hasQuery({ parameters }: OperationDescriptor): boolean {
  return parameters.some((parameter) => parameter.in === 'query');
}

/** Returns true if validation may have to stop early, because of the number of schemas that are applied to a value. */
function hasCostlySchema({ operations, requestDefinitions, responseDefinitions }: ApiDescriptor): boolean {
  const contents = operations.flatMap(({ responses }) => responses.flatMap(({ content }) => content));
  return (
    operations.some(
      ({ argumentsSchema = {} }) => !limitsOf(argumentsSchema, requestDefinitions).canCollectErrors,
    ) ||
    operations.some(({ outputSchema = {} }) => !limitsOf(outputSchema, {}).canCollectErrors) ||
    contents.some(({ schema = {} }) => !limitsOf(schema, responseDefinitions).canCollectErrors)
  );
}

/** Returns true if the name of a scheme is not enough for the names of its variables. */
function hasSimilarSchemes(api: ApiDescriptor): boolean {
  const start = variableStart(api);
  return [...variablePrefixes(api)].some(([name, prefix]) => prefix !== start + upperSnake(name));
}

/** Returns true if a pattern in any schema needs more than the engine of the platform. */
function hasCostlyPattern(api: ApiDescriptor): boolean {
  return mentions(api, ({ pattern, patternProperties }) => {
    const patterns = [pattern, ...Object.keys(patternProperties ?? {})];
    return patterns.some((text) => typeof text === 'string' && chooseEngine(text) !== 'native');
  });
}

/** Returns true if one of the objects in a descriptor passes a test. */
function mentions(api: ApiDescriptor, test: (value: Record<string, unknown>) => boolean): boolean {
  const seen = new Set<unknown>();
  const pending: unknown[] = [api];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (test(value as Record<string, unknown>)) return true;
    pending.push(...Object.values(value).filter((member) => member !== undefined));
  }
  return false;
}
