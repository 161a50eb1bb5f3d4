import { ProtocolFault } from './protocol.ts';
import type { JsonObject } from '../json/value.ts';

/** Error codes of JSON-RPC 2.0 §5.1. MCP also uses `invalidParams` for an unknown tool, resource or prompt. */
export const jsonRpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  invalidParams: -32602,
  internalError: -32603,
  /** A person has to open a page before the request can succeed (MCP 2025-11-25, `URLElicitationRequiredError`). */
  pageRequired: -32042,
  /** Headers and body of a request disagree (MCP 2026-07-28, basic/transports). */
  headerMismatch: -32020,
  /** The code of the SDKs for requests that are refused by HTTP status. */
  serverError: -32000,
} as const;

/** Returns the error of a request whose parameters are invalid. */
export function invalidParams(message: string, data?: JsonObject): ProtocolFault {
  return new ProtocolFault(jsonRpcCodes.invalidParams, message, data);
}
