import { OpenApiMcpError } from '../errors.ts';
import type { CallOperation, OpenSearch } from './search/search-mode.ts';
import type { DistinctPrefixes, SchemeVariables, UndeclaredSecurity } from './security/scheme-variables.ts';
import type { NamedSchemes } from './security/variable-prefixes.ts';
import type { AwsKeys } from './security/credential.ts';
import type { HttpRequest } from '../http/http-message.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { ServedPart } from './served-part.ts';
import type { CallResult, Handlers, ReadResult, RequestContext, Resource } from './protocol.ts';
import type { CustomPrompt } from './custom-tools.ts';
import type { NextPage, Page } from './response/pagination.ts';
import type { ResponseData } from './response/read-response.ts';
import type { TruncatedList } from './result/truncation.ts';
import type { GovernanceOptions } from './policy/governance-options.ts';
import type { Sender } from './request/send-request.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { RequestOptions } from './request/request-options.ts';
import type {
  ApiDescriptor,
  ContentSerialization,
  OperationDescriptor,
  ParameterBinding,
  PromptDescriptor,
  SecuritySchemeDescriptor,
} from '../descriptor.ts';
import type { Json, JsonObject, JsonSchema, WireValue } from '../json/value.ts';

/** Filters a response. The notes say why it was not filtered. */
export type FilterResponse = (body: ResponseData) => { body: ResponseData; notes: string[] };

/** The filters of responses: JMESPath expressions. */
export interface ResponseFilters {
  /** @throws OpenApiMcpError FILTER_INVALID */
  open(expression: string): Promise<FilterResponse>;
  /** Returns the filter of a call, or `undefined` without one. */
  openFor(
    operation: Pick<OperationDescriptor, 'inputSchema'>,
    args: JsonObject,
  ): Promise<FilterResponse> | undefined;
  /** Returns the ways of a filter to get the rest of a list, or `undefined` if the operation takes none. */
  waysOf(
    operation: Pick<OperationDescriptor, 'inputSchema'>,
    args: JsonObject,
  ): ((list: TruncatedList | undefined) => string[]) | undefined;
}

/** The checks of strict output, which make a result an error. */
export interface StrictOutput {
  /** Returns the structured content of a whole response if its output schema can reject a value. */
  wholeContent(
    body: ResponseData,
    outputSchema: JsonSchema | undefined,
  ): { value: Json | undefined } | undefined;
  /** Returns the result for a response with findings, or whose structured content violates its output schema. */
  failureOf(
    outputSchema: JsonSchema | undefined,
    structured: Json | undefined,
    findings: string[],
  ): Promise<CallResult | undefined>;
}

/** The calls that the completions of prompts need. */
export interface PromptCalls {
  /** Finds an operation that the server offers, by any of its names. */
  find(name: string): OperationDescriptor | undefined;
  callOperation: CallOperation;
  /** True if the headers of a request decide what the API returns, so that no response serves another request. */
  forwardsHeaders: boolean;
}

/** The overviews of the APIs of a server, one each. */
export interface Overviews {
  /** Returns the resources of the APIs that have an operation which a caller may see. */
  resources(isVisible: (operation: OperationDescriptor) => boolean): Resource[];
  /** Returns `undefined` for another resource. */
  read(uri: string, context?: RequestContext): Promise<ReadResult> | undefined;
}

/** The parts of the runtime that a generated server has only if its API or its options need them. */
export interface RuntimeCapabilities {
  /** The policy and the audit log. */
  createAccessControl?: (options: GovernanceOptions, parts: readonly ServedPart[]) => AccessControl;
  /** The environment variables of OAuth 2.0 and OpenID Connect schemes. */
  oauthVariables?: (scheme: SecuritySchemeDescriptor, prefix: string) => SchemeVariables;
  /** The prefixes of variables, for schemes whose names differ too little. */
  distinctPrefixes?: DistinctPrefixes;
  /** The credentials of an API whose document declares no security. */
  undeclaredSecurity?: UndeclaredSecurity;
  /** The handlers as the observer of the options observes them. */
  observeHandlers?: (handlers: Handlers, options: RuntimeOptions, tools: () => string[]) => Handlers;
  /** Search mode. */
  openSearch?: OpenSearch;
  /** The argument `resultFilter`. */
  filters?: ResponseFilters;
  /** Parameters with `content`. */
  writeContentParameter?: (
    binding: ParameterBinding,
    value: WireValue,
    serialization: ContentSerialization,
  ) => Promise<string>;
  /** Checks that the variables of shaped arguments are set. */
  checkVariables?: (api: ApiDescriptor, options: RequestOptions | undefined) => void;
  /** Refuses arguments with a claim of callers, who have no tokens over standard input and output. */
  refuseClaims?: (api: ApiDescriptor) => void;
  /** Returns the options with the tool that shows callers their accounts, if they have some. */
  addAccountTool?: (
    options: RuntimeOptions,
    api: ApiDescriptor,
    parts: readonly ServedPart[],
  ) => RuntimeOptions;
  /** Checks the options of resilience. */
  checkResilience?: (options: RuntimeOptions) => void;
  /** Adds retries, limits and a cache to a sender. The time-out is that of calls without their own. */
  openResilience?: (
    sender: Sender,
    operations: OperationDescriptor[],
    options: RuntimeOptions,
    timeout: number,
  ) => Sender;
  /** Responses that violate their schemas as errors. */
  createStrictOutput?: () => StrictOutput;
  /** The next page of a list. */
  findNextPage?: (page: Page) => NextPage | undefined;
  /** The prompts of files. */
  openPrompts?: (prompts: PromptDescriptor[], calls: PromptCalls) => CustomPrompt[];
  /** Headers that tell the API who calls. */
  identity?: {
    check: (options: RequestOptions) => void;
    addHeaders: (
      authorization: { headers: [name: string, value: string][]; secrets: string[] },
      options: Pick<RequestOptions, 'identityHeaders' | 'identitySigner'>,
      context: Pick<RequestContext, 'principal'> & { origin: string },
    ) => Promise<void>;
  };
  /** Facts about the session of an API. */
  sessions?: {
    /** Returns the variables that the login of an API is read from. */
    variablesOf: (api: NamedSchemes) => string[];
    /** Returns a hint for a call that the API refused in a session. */
    hintFor: (
      api: Pick<ApiDescriptor, 'session'>,
      options: RequestOptions | undefined,
      sentSchemes: string[],
    ) => string | undefined;
    /** Returns true if the server logs in by itself. */
    logsIn: (api: Pick<ApiDescriptor, 'session'>, options: RequestOptions | undefined) => boolean;
  };
  /** The overview of each API as a resource. */
  openOverviews?: (parts: readonly ServedPart[], accessControl: AccessControl) => Overviews;
  /** Signatures of AWS. */
  loadAwsSigner?: () => Promise<{
    signAwsRequest: (request: HttpRequest, keys: AwsKeys) => Promise<HttpRequest>;
  }>;
  /** HTML responses as text. */
  loadHtmlText?: () => Promise<{ htmlToText: (html: string) => Promise<string> }>;
}

/** Returns the error for an option whose code a generated server was generated without. */
export function missingCapability(capability: string, flag: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', `this server was generated without ${capability}`, {
    hint: `Generate it again with ${flag}.`,
  });
}

/**
 * Refuses groups of options whose code a generated server was generated without. Their types lack these groups too.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function refuseOptions(options: object, groups: string[], capability: string, flag: string): void {
  const isGiven = Object.entries(options).some(
    ([name, value]) => groups.includes(name) && value !== undefined,
  );
  if (isGiven) throw missingCapability(capability, flag);
}
