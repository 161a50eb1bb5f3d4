import type { OperationDescriptor } from './operation-descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** The session that calls are sent in: cookies of each caller, the operation that logs in, and the source of a CSRF token. */
export interface SessionDescriptor {
  login?: SessionLogin;
  csrf?: CsrfToken;
}

/** An operation that the server calls by itself to log in. It is no tool. */
export interface SessionLogin {
  operation: OperationDescriptor;
  /** Its arguments. Texts have `${VARIABLE}` and `${VARIABLE:-default}`, which are read when it is called. */
  arguments: JsonObject;
  /** The variables in the arguments that have no default. */
  variables: string[];
  /** The arguments that come from the variables of the API with these endings. */
  credentials: { path: string[]; ending: 'USERNAME' | 'PASSWORD' }[];
  /** The path of the user name, which is no secret. */
  username?: string[];
  /** The path of a token in the response, which is sent as the credential of the document's scheme, or as a bearer token. */
  token?: string[];
}

/** The token that an API requires with methods that change something. */
export interface CsrfToken {
  /** The place that it is read from: a cookie of the caller, or a header or a value of the response of the operation. */
  source: { kind: 'cookie' | 'header'; name: string } | { kind: 'body'; path: string[] };
  /** The header that it is sent in. */
  header: string;
  /** The operation that hands it out. It is no tool. */
  operation?: OperationDescriptor;
}
