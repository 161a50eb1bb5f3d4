import { jsonRpcCodes } from '../../runtime/json-rpc.ts';
import { auditEvent } from '../../runtime/policy/audit-calls.ts';
import { sendError } from './send-response.ts';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Refusal } from '../../access/token-verifier.ts';
import type { ServedApi } from '../sdk.ts';

/** Why a request does not get to the protocol. */
export interface HttpRefusal {
  status: 401 | 403 | 429 | 503;
  /** For the audit log. */
  code: string;
  message: string;
  headers?: OutgoingHttpHeaders;
  /** Whose request it is, where that is known. */
  caller?: string;
  /** For the audit log; nothing that a client sent. */
  reason?: string;
}

/** Refuses a request, and writes that down: whoever tries tokens leaves a trace. What a client sent is not in it. */
export function refuseRequest(
  { audit }: Pick<ServedApi, 'audit'>,
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message, headers = {}, caller, reason }: HttpRefusal,
): void {
  const { remoteAddress: address } = request.socket;
  audit?.(
    auditEvent({
      request: 'http',
      status,
      error: code,
      ...(caller === undefined ? {} : { caller }),
      ...(address === undefined ? {} : { address }),
      ...(reason === undefined ? {} : { reason }),
    }),
  );
  sendError(response, status, jsonRpcCodes.serverError, message, headers);
}

/** What an audit log calls a refusal of a token. */
export function refusalCode({ status, error }: Refusal): string {
  if (status === 503) return 'KEYS_UNREADABLE';
  if (error === undefined) return 'TOKEN_MISSING';
  return error === 'insufficient_scope' ? 'SCOPE_MISSING' : 'TOKEN_REFUSED';
}
