import { jsonRpcCodes } from '../runtime/json-rpc.ts';
import { ProtocolFault } from '../runtime/protocol.ts';
import type { Completion, Handlers, Principal, RequestContext } from '../runtime/protocol.ts';
import type { JsonObject } from '../json/value.ts';

/** What both SDKs make of the parameters of a `tools/call` (MCP 2025-11-25, `CallToolRequestParams`). */
interface CallParams {
  arguments?: Record<string, unknown> | undefined;
}

/** The arguments of a call; none is the same as an empty object. */
export function argumentsOf(params: CallParams): JsonObject {
  // They came as JSON text, which the SDKs' types do not tell.
  return (params.arguments ?? {}) as JsonObject;
}

/** What both SDKs make of the parameters of a `completion/complete` (MCP 2025-11-25, `CompleteRequestParams`). */
interface CompleteParams {
  ref: { type: 'ref/resource'; uri: string } | { type: 'ref/prompt'; name: string };
  argument: { name: string; value: string };
}

/** Completes a variable of a resource template; there are no prompts here. */
export function completeReference(
  handlers: Handlers,
  { ref, argument }: CompleteParams,
  principal?: Principal,
): Completion {
  if (ref.type === 'ref/prompt') {
    throw new ProtocolFault(
      jsonRpcCodes.invalidParams,
      `There is no prompt ${ref.name}: this server has none`,
      {
        name: ref.name,
      },
    );
  }
  return handlers.complete(ref.uri, argument.name, argument.value, principal);
}

/** What both SDKs know of a request beside its parameters. */
interface RequestExtra {
  signal: AbortSignal;
  _meta?: { progressToken?: string | number | undefined } | undefined;
}

/** A message about a call's progress, as both SDKs send it. */
interface ProgressNotification {
  method: 'notifications/progress';
  params: { progressToken: string | number; progress: number; message: string };
}

/** What is known of a client besides its request. */
interface ClientContext {
  header?: RequestContext['header'] | undefined;
  principal?: Principal | undefined;
  confirm?: RequestContext['confirm'] | undefined;
}

/** What a client says of whether it can ask people (MCP 2025-11-25, `ClientCapabilities.elicitation`). */
export function canElicit(
  capabilities: { elicitation?: Record<string, unknown> | undefined } | undefined,
): boolean {
  const elicitation = capabilities?.elicitation;
  // Before there were two modes, forms were the only one.
  return elicitation !== undefined && (elicitation['form'] !== undefined || elicitation['url'] === undefined);
}

/** A form without fields: all that is wanted is whether the person agrees. */
export const consentForm = { type: 'object', properties: {} } as const;

/** How long a person may think, in milliseconds. */
export const consentTimeout = 600_000;

/** Progress is sent where the request has a token for it (MCP 2025-11-25, basic/utilities/progress). */
export function requestContext(
  { signal, _meta }: RequestExtra,
  notify: (notification: ProgressNotification) => Promise<void>,
  { header, principal, confirm }: ClientContext = {},
): RequestContext {
  const progressToken = _meta?.progressToken;
  const context: RequestContext = {
    signal,
    ...(header === undefined ? {} : { header }),
    ...(principal === undefined ? {} : { principal }),
    ...(confirm === undefined ? {} : { confirm }),
  };
  if (progressToken === undefined) return context;
  return {
    ...context,
    progress: (progress, message) => {
      const params = { progressToken, progress, message };
      // A client that is gone needs no progress.
      notify({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}
