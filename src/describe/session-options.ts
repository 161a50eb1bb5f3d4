import type { JsonObject } from '../json/value.ts';

/** The session that calls are sent in. Without any option, the cookies of each caller are kept, and a model logs in. */
export interface SessionOptions {
  /**
   * The operation that logs in, by its name or as a pattern that matches it alone. The server calls it by itself, before
   * the first call of a caller and after the API has ended the session. It is no tool.
   */
  login?: string | undefined;
  /**
   * Arguments of the login. Texts may have `${VARIABLE}`; a user name and a password are found by their names, and come
   * from `OPENAPI_MCP_CREDENTIAL_NAME_USERNAME` and `_PASSWORD` by default.
   */
  arguments?: JsonObject | undefined;
  /** JSON pointer of a token in the response of the login, which is sent as a bearer token. */
  token?: string | undefined;
  /**
   * The CSRF token: `cookie:NAME`, `OPERATION cookie:NAME`, `OPERATION header:NAME`, or `OPERATION#/pointer` of its
   * response. The operation is no tool. By default the cookies `csrftoken`, `XSRF-TOKEN` and `_xsrf` are known.
   */
  csrf?: string | undefined;
  /** The header of the CSRF token; by default the one that belongs to the cookie, or `X-CSRF-Token`. */
  csrfHeader?: string | undefined;
}
