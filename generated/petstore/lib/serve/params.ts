import { ProtocolFault } from '../runtime/protocol.ts';
import type { Completion, Handlers, RequestContext } from '../runtime/protocol.ts';
import type { JsonObject } from '../runtime/types.ts';

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
export function completeReference(handlers: Handlers, { ref, argument }: CompleteParams): Completion {
  if (ref.type === 'ref/prompt') {
    throw new ProtocolFault(-32602, `There is no prompt ${ref.name}: this server has none`, {
      name: ref.name,
    });
  }
  return handlers.complete(ref.uri, argument.name, argument.value);
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

/** Progress is sent where the request has a token for it (MCP 2025-11-25, basic/utilities/progress). */
export function requestContext(
  { signal, _meta }: RequestExtra,
  notify: (notification: ProgressNotification) => Promise<void>,
  header?: RequestContext['header'],
): RequestContext {
  const progressToken = _meta?.progressToken;
  const context = { signal, ...(header === undefined ? {} : { header }) };
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
