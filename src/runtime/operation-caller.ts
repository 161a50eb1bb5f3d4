import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { withoutBigints } from '../json/exact-json.ts';
import { mapValues } from '../json/map-values.ts';
import { memoize } from '../json/memoize.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { coerceArguments } from './arguments/coerce-arguments.ts';
import { createArgumentValidator } from './arguments/validate-arguments.ts';
import { callCapabilities } from './call-capabilities.ts';
import { runHook } from './hooks.ts';
import { callerId } from './policy/caller-id.ts';
import { openAccessControl } from './open-access-control.ts';
import { recordResponse } from './call-record.ts';
import { resolveBaseUrl } from './request/base-url.ts';
import { buildRequest, buildTarget } from './request/build-request.ts';
import { openSender } from './request/open-sender.ts';
import { isErrorResponse } from './response/redirect.ts';
import { authorizeRequest } from './security/authorize-request.ts';
import { hasCallerSecrets, hasFixedCredentials } from './security/caller-credentials.ts';
import { fixedSecrets } from './security/fixed-secrets.ts';
import { signRequest } from './security/sign-request.ts';
import { createRedactor, createRedactors } from './security/redact.ts';
import type { Arguments } from './arguments/coerce-arguments.ts';
import type { FilterResponse } from './capability-types.ts';
import type { ValidateArguments } from './arguments/validate-arguments.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { RequestContext } from './protocol.ts';
import type { BaseUrl } from './request/base-url.ts';
import type { Sessions } from './session/session-types.ts';
import type { FollowRedirect, Sender, SendOptions } from './request/send-request.ts';
import type { RequestOptions } from './request/request-options.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { CallHooks } from './extension-options.ts';
import type { Authorization } from './security/authorize-request.ts';
import type { Redactor, Secrets } from './security/redact.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';
import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import type { JsonObject } from '../json/value.ts';

/** A request that was sent, with its response. Secrets are redacted in both. */
export interface HttpExchange {
  /** The request without its headers. */
  request: Omit<HttpRequest, 'headers'>;
  response: HttpResponse;
  /** True if the response is not the result of the call, such as one with a status of 400 or above. */
  isError: boolean;
  /** True if an earlier call of this process succeeded. */
  hasSucceeded: boolean;
  /** Milliseconds from the start of the request to the end of the response. */
  duration: number;
  /** Security schemes whose credentials were sent. */
  schemes: string[];
  /** The reason why an optional credential was not sent. */
  unavailable?: string;
  /** Mismatches between the arguments and the document that did not prevent the call. */
  argumentProblems?: string[];
  /** The places of arguments that were accepted although they do not fit the document exactly. */
  argumentNotes?: string[];
}

/** A call of an operation, with its HTTP exchange. */
export interface CompletedCall {
  operation: OperationDescriptor;
  args: JsonObject;
  exchange: HttpExchange;
  /** The filter for a JSON response, which is applied before the response is truncated. */
  filter?: FilterResponse | undefined;
}

/** A call whose arguments are valid. */
interface ValidCall {
  operation: OperationDescriptor;
  /** The arguments for hooks: as the client sent them, or those of the API if they are shaped. */
  given: JsonObject;
  args: Arguments;
  problems: string[];
  notes: string[];
  /** Texts in the arguments that no caller gave, and no result shows. */
  hidden: string[];
  base: BaseUrl;
  context: RequestContext;
}

/** Calls operations of an API: validates arguments, applies the policy, adds credentials, and sends the request. */
export class OperationCaller {
  readonly #api: ApiDescriptor;
  readonly #options: RequestOptions;
  readonly #hooks: CallHooks | undefined;
  readonly #accessControl: AccessControl;
  readonly #validate: ValidateArguments;
  readonly #redactorFor: (secrets: Secrets) => Redactor;
  readonly #baseUrlOf: (operation: OperationDescriptor) => BaseUrl;
  readonly #fixedSecrets: string[];
  /** The credentials of operations, if they are the same for all calls. */
  readonly #fixedAuthorizations: Map<OperationDescriptor, Authorization> | undefined;
  readonly #redactorOf: (authorization: Authorization) => Redactor;
  #hasSucceeded = false;
  readonly #sender: Sender;
  /** Absent without sessions. */
  readonly #openSessions: (() => Promise<Sessions | undefined>) | undefined;

  constructor(
    api: ApiDescriptor,
    options: RuntimeOptions,
    accessControl: AccessControl = openAccessControl(options),
  ) {
    const { request = {}, extensions } = options;
    this.#api = api;
    this.#validate = createArgumentValidator(api.requestDefinitions);
    this.#options = request;
    this.#hooks = extensions?.hooks;
    this.#accessControl = accessControl;
    // The secrets of a caller are not kept after the request.
    const hasSessions = api.session !== undefined && request.sessions !== false;
    this.#redactorFor = hasSessions || hasCallerSecrets(request) ? createRedactor : createRedactors();
    this.#baseUrlOf = memoize((operation) => resolveBaseUrl(api, operation, request));
    this.#fixedSecrets = fixedSecrets(request);
    if (hasFixedCredentials(request)) this.#fixedAuthorizations = new Map();
    this.#redactorOf = memoize(({ secrets, query }) =>
      this.#redactorFor({ values: [...secrets, ...this.#fixedSecrets], parameters: query }),
    );
    this.#sender = openSender(api, options);
    let sessions: Promise<Sessions | undefined> | undefined;
    if (hasSessions) this.#openSessions = () => (sessions ??= this.#loadSessions(options));
  }

  /**
   * Builds the request of a call without sending it.
   *
   * @throws OpenApiMcpError ARGUMENTS_INVALID, BODY_UNSUPPORTED, SERVER_URL_INVALID, …
   */
  async prepare(
    operation: OperationDescriptor,
    given: JsonObject,
  ): Promise<{ request: HttpRequest; hidden: string[] }> {
    const { args, hidden } = await this.#validArguments(operation, given, {});
    const base = this.#baseUrlOf(operation);
    const authorization = await authorizeRequest(this.#api, operation, this.#options, base);
    const request = await withoutHidden(hidden, () =>
      buildRequest(base, operation, args, authorization, this.#options),
    );
    return { request, hidden };
  }

  /**
   * Calls an operation. A token that the API rejects is renewed once.
   *
   * @throws OpenApiMcpError OPERATION_REFUSED, ARGUMENTS_INVALID and others if nothing was sent; UPSTREAM_UNREACHABLE,
   * UPSTREAM_TIMEOUT if no response came
   */
  async call(
    operation: OperationDescriptor,
    given: JsonObject,
    context: RequestContext = {},
  ): Promise<HttpExchange> {
    this.#accessControl.authorize(operation, context);
    const { hidden, ...checked } = await this.#validArguments(operation, given, context);
    const { args } = checked;
    const base = this.#baseUrlOf(operation);
    const call = {
      operation,
      given: ownArguments(operation, given, args),
      hidden,
      base,
      context,
      // Members after a spread would cost ten times as much.
      ...checked,
    };
    if (this.#hasPathRules(operation) || this.#accessControl.requiresConfirmation(operation))
      await withoutHidden(hidden, async () => {
        const target = await buildTarget(base, operation, args, this.#options);
        const request = { basePath: base.path, target };
        this.#accessControl.authorizeTarget(operation, request, context);
        const shown = redactorOf(hidden).text(target);
        // A caller who has to connect an account calls again, and would have to confirm again.
        const asks =
          context.confirm !== undefined && this.#accessControl.requiresConfirmation(operation, request);
        if (asks && this.#options.accounts !== undefined) await this.#authorize(call);
        await this.#accessControl.confirm(operation, given, context, { ...request, shown });
      });
    const authorization = this.#fixedAuthorizations?.get(operation) ?? (await this.#authorize(call));
    const first = await this.#exchange(call, authorization);
    const { provided: refused } = authorization;
    if (first.response.status !== 401 || Object.keys(refused).length === 0) return first;
    // A token can be revoked before it expires.
    const renewed = await this.#authorize(call, refused);
    const isNew = Object.entries(renewed.provided).some(([name, value]) => refused[name] !== value);
    return isNew ? this.#exchange(call, renewed) : first;
  }

  /** Closes pooled connections. */
  async close(): Promise<void> {
    await this.#sender.close();
  }

  /** Returns true if rules about paths hold for the URLs of an operation. */
  #hasPathRules({ shaping }: OperationDescriptor): boolean {
    return this.#accessControl.hasPathRules || shaping?.pathRules !== undefined;
  }

  async #validArguments(
    operation: OperationDescriptor,
    given: JsonObject,
    { principal }: RequestContext,
  ): Promise<Pick<ValidCall, 'args' | 'problems' | 'notes' | 'hidden'>> {
    const valid = await this.#checkArguments(operation, given);
    const shaping = operation.shaping?.arguments;
    const shaper = shaping && (await callCapabilities.loadShaping?.());
    if (shaping === undefined || shaper === undefined) return { hidden: [], ...valid };
    const { environment = {} } = this.#options;
    const { args, hidden } = shaper.toApiArguments(operation, valid.args, { environment, principal });
    // The API's own arguments are checked too: they contain values that no caller gave.
    const shaped = { ...operation, argumentsSchema: shaping.schema };
    const hide = (text: string): string => redactorOf(hidden).text(text);
    const own = await withoutHidden(hidden, () => this.#checkArguments(shaped, args, hide));
    return { ...own, problems: [...new Set([...valid.problems, ...own.problems])], hidden };
  }

  async #checkArguments(
    operation: OperationDescriptor,
    given: Arguments,
    hide?: (text: string) => string,
  ): Promise<Pick<ValidCall, 'args' | 'problems' | 'notes'>> {
    const validation = operation.shaping?.validateArguments ?? this.#options.validateArguments ?? 'strict';
    const args = coerceArguments(operation, given, this.#api.requestDefinitions);
    const { problems, notes } =
      validation === 'off' ? { problems: [], notes: [] } : await this.#validate(operation, args, hide);
    if (problems.length > 0 && validation === 'strict') throw invalidArguments(operation, problems);
    return { args, problems, notes };
  }

  async #authorize(
    { operation, base: { origin }, context }: ValidCall,
    refused?: Record<string, string>,
  ): Promise<Authorization> {
    const request = { ...context, origin, ...(refused === undefined ? {} : { refused }) };
    const authorization = await authorizeRequest(this.#api, operation, this.#options, request);
    this.#fixedAuthorizations?.set(operation, authorization);
    return authorization;
  }

  async #exchange(
    { operation, given, args, problems, notes, hidden, base, context }: ValidCall,
    authorization: Authorization,
  ): Promise<HttpExchange> {
    // Each part that most calls lack is awaited only where it is: to await nothing costs too.
    const session = this.#openSessions && (await this.#openSessions())?.open(context, base.origin);
    const { beforeRequest, afterResponse } = this.#hooks ?? {};
    const redactorWith = (secrets: string[]): Redactor =>
      this.#redactorFor({
        values: [...authorization.secrets, ...this.#fixedSecrets, ...hidden, ...secrets],
        parameters: authorization.query,
      });
    const fixed = hidden.length === 0 ? this.#redactorOf(authorization) : redactorWith([]);
    const redactor = (): Redactor => (session === undefined ? fixed : redactorWith(session.secrets));
    try {
      const hooked = { operation, arguments: given };
      const built = await buildRequest(base, operation, args, authorization, this.#options);
      const unsigned =
        beforeRequest === undefined ? built : await runHook('beforeRequest', beforeRequest, built, hooked);
      const authorizeTarget = (target: string, isRedirect = false): void =>
        this.#accessControl.authorizeTarget(operation, { basePath: base.path, target, isRedirect }, context);
      if (unsigned.target !== built.target) authorizeTarget(unsigned.target);
      const request = authorization.aws === undefined ? unsigned : await signRequest(unsigned, authorization);
      const { certificate, unavailable } = authorization;
      let started = 0;
      const observed = callCapabilities.observeCall?.(context);
      const send = async (complete: HttpRequest, change?: FollowRedirect): Promise<HttpResponse> => {
        started = performance.now();
        const current = redactor();
        const options: SendOptions = {
          signal: context.signal,
          onChunk: context.progress && (await openProgress(context.progress, current)),
          certificate,
          followRedirect(next, headers) {
            authorizeTarget(next.target, true);
            return change === undefined ? next : change(next, headers);
          },
          timeout: operation.shaping?.timeout,
          operation,
          caller: context.principal === undefined ? '' : callerId(context.principal),
        };
        // To await the response costs less than to return its promise.
        if (observed === undefined) return await this.#sender.send(complete, options);
        const { traced, end } = observed.begin(complete, current);
        let status: number | undefined;
        try {
          const response = await this.#sender.send(traced, options);
          status = response.status;
          return response;
        } finally {
          end(status);
        }
      };
      const received = await (session?.send(operation, request, send) ?? send(request));
      const duration = performance.now() - started;
      const { status, body, attempts } = received;
      recordResponse(context, { status, bytes: body.length, attempts }, unavailable);
      const final = redactor();
      const visible = final.response(received);
      const response =
        afterResponse === undefined
          ? visible
          : await runHook('afterResponse', afterResponse, visible, hooked);
      observed?.complete(response, duration);
      const { schemes } = authorization;
      const redacted = redactRequest(request, final);
      const isError = isErrorResponse(operation, { request: redacted, response });
      const hasSucceeded = this.#hasSucceeded;
      if (!isError) this.#hasSucceeded = true;
      return omitUndefined({
        request: redacted,
        response,
        isError,
        hasSucceeded,
        duration,
        schemes,
        unavailable,
        ...(problems.length === 0 ? {} : { argumentProblems: problems }),
        ...(notes.length === 0 ? {} : { argumentNotes: notes }),
      });
    } catch (error) {
      throw isOpenApiMcpError(error) ? redactor().error(error) : error;
    }
  }

  async #loadSessions(options: RuntimeOptions): Promise<Sessions | undefined> {
    const loaded = await callCapabilities.loadSessions?.();
    const source = { api: this.#api, options, sender: this.#sender, baseUrlOf: this.#baseUrlOf };
    return loaded?.openSessions(source);
  }
}

/** Returns the redactor of values that no caller gave. */
function redactorOf(hidden: string[]): Redactor {
  return createRedactor({ values: hidden, parameters: [] });
}

/** Runs a part of a call, whose errors do not show the values that no caller gave. */
async function withoutHidden<Result>(hidden: string[], run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw isOpenApiMcpError(error) ? redactorOf(hidden).error(error) : error;
  }
}

/** Returns the arguments for hooks, which are those of the API. */
function ownArguments({ shaping }: OperationDescriptor, given: JsonObject, args: Arguments): JsonObject {
  return shaping?.arguments === undefined ? given : mapValues(args, withoutBigints);
}

function redactRequest(
  { method, origin, target, body }: HttpRequest,
  redactor: Redactor,
): HttpExchange['request'] {
  return { method, origin, target: redactor.text(target), ...(body === undefined ? {} : { body }) };
}

/** Reports the events of a response, without secrets. */
async function openProgress(
  progress: Exclude<RequestContext['progress'], undefined>,
  redactor: Redactor,
): Promise<SendOptions['onChunk']> {
  const { reportEvents } = await import('./response/report-events.ts');
  return reportEvents((count, message) => progress(count, redactor.text(message)));
}

function invalidArguments(operation: OperationDescriptor, problems: string[]): OpenApiMcpError {
  const lines = problems.map((problem) => `- ${problem}`).join('\n');
  return new OpenApiMcpError(
    'ARGUMENTS_INVALID',
    `The arguments do not fit ${operation.name}; nothing was sent:\n${lines}`,
    {
      hint: 'Correct these and call again. If the API accepts them although its document does not, the operator of this server can pass --validate-arguments warn.',
    },
  );
}
