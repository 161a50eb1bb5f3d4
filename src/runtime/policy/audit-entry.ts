import type { JsonObject } from '../../json/value.ts';

/** The differences between two lists of tools. */
export interface ToolChanges {
  /** Names of tools. */
  added: string[];
  removed: string[];
  changed: ToolChange[];
}

/** The differences of one tool. Without arguments, other parts differ, such as the description. */
export interface ToolChange {
  name: string;
  /** Names of arguments. */
  added: string[];
  removed: string[];
  changed: string[];
}

/** An entry of the audit log: a call, or a request that was refused before it became a call. */
export interface AuditEntry {
  /** The time of the request, in ISO 8601. */
  time: string;
  /** The request id of a call, which the log, the span and the `_meta` of the result share. */
  id?: string;
  /** The name of the caller, or `null` if callers are not authenticated. */
  caller: string | null;
  /** The issuer of the caller's token; absent for a static token. */
  issuer?: string;
  /** The address of the client, for a refused request. */
  address?: string;
  /**
   * `http`: a request that was refused before the protocol. `tokens`: the file of tokens could not be read again. `reload`:
   * the API was loaded again. `connect`, `disconnect`: the caller has connected an account of the API, or ended that.
   * `sign-in`: a person was not let in.
   */
  request:
    | 'tools/call'
    | 'resources/read'
    | 'completion/complete'
    | 'http'
    | 'tokens'
    | 'reload'
    | 'connect'
    | 'disconnect'
    | 'sign-in';
  /** The name of the API, if the server has several. */
  api?: string;
  /** The name of the tool, as the client wrote it if there is no such tool; `null` for a URI that names no resource. */
  tool: string | null;
  /** The HTTP method of the operation. */
  method: string | null;
  /** The path template of the operation. */
  path: string | null;
  /** The status of the API's response, or `null` without one; for `http`, the status of the refusal. */
  status: number | null;
  /** The duration in milliseconds. */
  duration: number;
  /** The size of the API's response in bytes. */
  bytes: number;
  /** The code of the failure, or of the reason why no request was sent. */
  error: string | null;
  /** The failure in words, for a refused token, for `tokens` and `reload`, and for an optional credential that was not sent. */
  reason?: string;
  /** The differences of the tools that a model sees, for `reload`. */
  changes?: ToolChanges;
  /** The arguments of the call, if the audit log includes them. */
  arguments?: JsonObject;
}
