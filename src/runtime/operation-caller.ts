import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { authorizeRequest } from './security/authorize-request.ts';
import { runHook } from './hooks.ts';
import { updateCallRecord } from './policy/audit-calls.ts';
import { createAccessControl } from './policy/access-control.ts';
import { createRedactor, createRedactors, isSecretHeader } from './security/redact.ts';
import { coerceArguments } from './arguments/coerce-arguments.ts';
import { buildRequest } from './request/build-request.ts';
import { createSender } from './request/send-request.ts';
import { proxySecrets } from '../http/dispatcher.ts';
import { resolveBaseUrl } from './request/base-url.ts';
import { createArgumentValidator } from './arguments/validate-arguments.ts';
import type { Arguments } from './arguments/coerce-arguments.ts';
import type { BaseUrl } from './request/base-url.ts';
import type { Authorization } from './security/authorize-request.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { Redactor, Secrets } from './security/redact.ts';
import type { Filter } from './capability-types.ts';
import type { RequestOptions } from './request/request-options.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import type { RequestContext } from './protocol.ts';
import type { SendOptions } from './request/send-request.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** One call, from arguments to the API's answer. */
export interface OperationCaller {
  /** @throws OpenApiMcpError for arguments that do not fit */
  prepare(operation: OperationDescriptor, args: JsonObject): Promise<HttpRequest>;
  /** @throws OpenApiMcpError for arguments that do not fit (nothing was sent) and for an API that did not answer */
  call(operation: OperationDescriptor, args: JsonObject, context?: RequestContext): Promise<HttpExchange>;
  close(): Promise<void>;
}

export interface HttpExchange {
  /** Without its headers: what is read later is shown. */
  request: Omit<HttpRequest, 'headers'>;
  response: HttpResponse;
  /** Milliseconds from sending to the end of the answer. */
  duration: number;
  /** Security schemes whose credentials were sent. */
  schemes: string[];
}

/** A call that was answered. */
export interface CompletedCall {
  operation: OperationDescriptor;
  args: JsonObject;
  exchange: HttpExchange;
  /** Applied to a JSON answer before the bounds. */
  filter?: Filter;
}

/** admit → validate → confirm → authorize → request → send. */
export function createOperationCaller(
  api: ApiDescriptor,
  { request = {}, result = {}, policy, extensions: { hooks } = {} }: RuntimeOptions,
  gate: AccessControl = createAccessControl(policy),
): OperationCaller {
  const check = createArgumentValidator();
  // What callers send of their own is not kept from one request to the next.
  const redactorOf = (request.forwardHeaders ?? []).length > 0 ? createRedactor : createRedactors();
  const sender = createSender({
    timeout: request.callTimeout ?? 30_000,
    maxBytes: result.maxResponseBytes ?? 10_485_760,
    connection: request.connection,
  });

  async function validate(operation: OperationDescriptor, given: JsonObject): Promise<Arguments> {
    const args = coerceArguments(operation, given);
    const problems = await check(operation, args);
    if (problems.length > 0) throw wrongArguments(operation, problems);
    return args;
  }

  async function prepare(operation: OperationDescriptor, given: JsonObject): Promise<HttpRequest> {
    const args = await validate(operation, given);
    const base = resolveBaseUrl(api, operation, request);
    const authorization = await authorizeRequest(api, operation, request, base);
    return buildRequest(base, operation, args, authorization, request);
  }

  /** One request and its answer, cleared of the secrets that it was sent with. */
  async function exchange(
    base: BaseUrl,
    operation: OperationDescriptor,
    given: JsonObject,
    args: Arguments,
    authorization: Authorization,
    context: RequestContext,
  ): Promise<HttpExchange> {
    const redactor = redactorOf(secretsOf(authorization, request));
    try {
      const hooked = { operation, arguments: given };
      const built = await buildRequest(base, operation, args, authorization, request);
      const sent = await runHook('beforeRequest', hooks?.beforeRequest, built, hooked);
      const started = performance.now();
      const { certificate } = authorization;
      const response = await sender.send(sent, {
        ...(await sendOptions(context, redactor)),
        ...(certificate === undefined ? {} : { certificate }),
      });
      const duration = performance.now() - started;
      updateCallRecord(context, { status: response.status, bytes: response.body.length });
      return {
        request: shownRequest(sent, redactor),
        response: await runHook('afterResponse', hooks?.afterResponse, redactor.response(response), hooked),
        duration,
        schemes: authorization.schemes,
      };
    } catch (error) {
      throw isOpenApiMcpError(error) ? redactor.error(error) : error;
    }
  }

  async function call(
    operation: OperationDescriptor,
    given: JsonObject,
    context: RequestContext = {},
  ): Promise<HttpExchange> {
    gate.authorize(operation, context);
    const args = await validate(operation, given);
    await gate.confirm(operation, given, context);
    const base = resolveBaseUrl(api, operation, request);
    const { origin } = base;
    const authorization = await authorizeRequest(api, operation, request, { ...context, origin });
    const first = await exchange(base, operation, given, args, authorization, context);
    const { provided: refused } = authorization;
    if (first.response.status !== 401 || Object.keys(refused).length === 0) return first;
    // A token can end before its time: once, another is asked for.
    const renewed = await authorizeRequest(api, operation, request, { ...context, origin, refused });
    const isNew = Object.entries(renewed.provided).some(([name, value]) => refused[name] !== value);
    return isNew ? exchange(base, operation, given, args, renewed, context) : first;
  }

  return { prepare, call, close: () => sender.close() };
}

/** Fixed headers can be credentials too, and proxies have theirs in their URL. */
function secretsOf(authorization: Authorization, { headers = {}, connection }: RequestOptions): Secrets {
  const secretHeaders = Object.entries(headers).filter(([name]) => isSecretHeader(name));
  const proxies = [connection?.proxy?.http, connection?.proxy?.https].flatMap((url) =>
    proxySecrets(url ?? ''),
  );
  return {
    values: [
      ...authorization.secrets,
      ...secretHeaders.flatMap(([, value]) => [value, value.replace(/^\S+ /, '')]),
      ...proxies,
    ],
    parameters: authorization.query,
  };
}

function shownRequest(
  { method, origin, target, body }: HttpRequest,
  redactor: Redactor,
): HttpExchange['request'] {
  return { method, origin, target: redactor.text(target), ...(body === undefined ? {} : { body }) };
}

async function sendOptions({ signal, progress }: RequestContext, redactor: Redactor): Promise<SendOptions> {
  const onChunk =
    progress === undefined
      ? undefined
      : (await import('./response/report-events.ts')).reportEvents((count, message) =>
          progress(count, redactor.text(message)),
        );
  return { ...(signal === undefined ? {} : { signal }), ...(onChunk === undefined ? {} : { onChunk }) };
}

function wrongArguments(operation: OperationDescriptor, problems: string[]): OpenApiMcpError {
  const lines = problems.map((problem) => `- ${problem}`).join('\n');
  return new OpenApiMcpError(
    'ARGUMENTS_INVALID',
    `The arguments do not fit ${operation.name}; nothing was sent:\n${lines}`,
  );
}
