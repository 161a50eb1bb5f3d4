import { echo } from '../json/echo.ts';
import { randomUUID } from 'node:crypto';
import { omitUndefined } from '../json/omit-undefined.ts';
import { invalidParams, jsonRpcCodes } from '../runtime/json-rpc.ts';
import { ProtocolFault } from '../runtime/protocol.ts';
import type {
  Completion,
  Handlers,
  Page,
  Principal,
  Prompt,
  PromptResult,
  RequestContext,
} from '../runtime/protocol.ts';
import type { JsonObject } from '../json/value.ts';

/** The parameters of `tools/call` in both SDKs (MCP 2025-11-25, `CallToolRequestParams`). */
interface CallParams {
  arguments?: Record<string, unknown> | undefined;
}

/** Returns the arguments of a call; none are an empty object. */
export function argumentsOf(params: CallParams): JsonObject {
  // They were parsed from JSON, which the types of the SDKs do not express.
  return (params.arguments ?? {}) as JsonObject;
}

/** Returns the prompts of a server, which may have lost them since its client connected. */
export function listPrompts({ prompts }: Handlers, cursor?: string): Page<'prompts', Prompt> {
  return prompts?.list(cursor) ?? { prompts: [] };
}

/** @throws ProtocolFault -32602 for an unknown prompt or a missing argument */
export async function getPrompt(
  { prompts }: Handlers,
  { name, arguments: args }: { name: string; arguments?: Record<string, string> | undefined },
): Promise<PromptResult> {
  if (prompts === undefined) throw invalidParams(`Unknown prompt: ${echo(name)}`, { name: echo(name) });
  return prompts.get(name, args);
}

/** The parameters of `completion/complete` in both SDKs (MCP 2025-11-25, `CompleteRequestParams`). */
interface CompleteParams {
  ref: { type: 'ref/resource'; uri: string } | { type: 'ref/prompt'; name: string };
  argument: { name: string; value: string };
}

/** Completes a variable of a resource template, or an argument of a prompt. */
export async function completeReference(
  handlers: Handlers,
  { ref, argument }: CompleteParams,
  context: RequestContext,
): Promise<Completion> {
  if (ref.type === 'ref/prompt') {
    if (handlers.prompts !== undefined)
      return handlers.prompts.complete(ref.name, argument.name, argument.value, context);
    throw invalidParams(`There is no prompt ${echo(ref.name)}: this server has none`, {
      name: echo(ref.name),
    });
  }
  return handlers.complete(ref.uri, argument.name, argument.value, context.principal);
}

/** A request in both SDKs, besides its parameters. */
interface RequestExtra {
  signal: AbortSignal;
  _meta?: { [key: string]: unknown; progressToken?: string | number | undefined } | undefined;
}

/** A progress notification in both SDKs. */
interface ProgressNotification {
  method: 'notifications/progress';
  params: { progressToken: string | number; progress: number; message: string };
}

/** The client of a request. */
interface ClientContext {
  header?: RequestContext['header'] | undefined;
  principal?: Principal | undefined;
  confirm?: RequestContext['confirm'] | undefined;
  openPage?: RequestContext['openPage'] | undefined;
}

/** The first revision whose clients know that a person has to open a page. */
const pageRevision = '2025-11-25';

/**
 * Returns the function that asks a client of 2025 over HTTP to have a page opened: by an error, which such a client
 * understands without a session. The message has the link too, since the capabilities of the client are unknown.
 */
export function openPageByError(header: RequestContext['header']): RequestContext['openPage'] {
  // Revisions are dates, and the newest one of this era is that of pages.
  if (header?.('mcp-protocol-version') !== pageRevision) return undefined;
  return async ({ message, url }) => {
    const elicitation = { mode: 'url', elicitationId: randomUUID(), url, message };
    throw new ProtocolFault(jsonRpcCodes.pageRequired, `${message} ${url}`, { elicitations: [elicitation] });
  };
}

/** Returns true if a client can show forms to a person (MCP 2025-11-25, `ClientCapabilities.elicitation`). */
export function canElicit(
  capabilities: { elicitation?: Record<string, unknown> | undefined } | undefined,
): boolean {
  const elicitation = capabilities?.elicitation;
  // Before the modes `form` and `url` existed, a form was the only one.
  return elicitation !== undefined && (elicitation['form'] !== undefined || elicitation['url'] === undefined);
}

/** A form without fields, since only consent is needed. */
export const consentForm = { type: 'object', properties: {} } as const;

/** Milliseconds until a question expires. */
export const consentTimeout = 600_000;

/**
 * Returns the context of a request. Progress is reported if the request has a token for it (MCP 2025-11-25,
 * basic/utilities/progress).
 */
export function requestContext(
  { signal, _meta }: RequestExtra,
  notify: (notification: ProgressNotification) => Promise<void>,
  { header, principal, confirm, openPage }: ClientContext = {},
): RequestContext {
  const progressToken = _meta?.progressToken;
  const context = omitUndefined({ signal, meta: _meta, header, principal, confirm, openPage });
  if (progressToken === undefined) return context;
  return {
    ...context,
    progress: (progress, message) => {
      const params = { progressToken, progress, message };
      // A disconnected client needs no progress.
      notify({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}
