import { jsonRpcCodes } from '../../runtime/json-rpc.ts';
import { auditEvent } from '../../runtime/policy/audit-calls.ts';
import { sendError } from './send-response.ts';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { TokenRefusal } from '../../access/token-verifier.ts';
import type { HttpServedApi } from './http-server.ts';

/** A refusal of a request before it reaches the protocol. */
export interface HttpRefusal {
  status: 401 | 403 | 429 | 503;
  /** Code for the audit log. */
  code: string;
  message: string;
  headers?: OutgoingHttpHeaders;
  /** The caller, if known. */
  caller?: string | undefined;
  /** Reason for the audit log, without any text of the client. */
  reason?: string;
}

/**
 * Refuses a request and writes an audit entry, so that attempts with wrong tokens leave a trace. The entry contains
 * no text of the client.
 */
export function refuseRequest(
  { audit }: Pick<HttpServedApi, 'audit'>,
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

/** Returns the code of a token refusal in the audit log. */
export function refusalCode({ status, error }: TokenRefusal): string {
  if (status === 503) return 'KEYS_UNREADABLE';
  if (error === undefined) return 'TOKEN_MISSING';
  if (error === 'access_denied') return 'CLAIM_MISSING';
  return error === 'insufficient_scope' ? 'SCOPE_MISSING' : 'TOKEN_REFUSED';
}
