/** Error codes of JSON-RPC 2.0 §5.1. MCP has `invalidParams` also for an unknown tool, resource or prompt. */
export const jsonRpcCodes = {
  parseError: -32700,
  invalidParams: -32602,
  internalError: -32603,
  /** Of the range for servers; the SDKs send it for requests that HTTP refuses. */
  serverError: -32000,
} as const;
