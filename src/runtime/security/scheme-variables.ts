/** The environment variables of a security scheme. */
export interface SchemeVariables {
  /** Alternatives to give the credential; each is a list of variables that are needed together. */
  ways: string[][];
  /** Optional variables. */
  optional: string[];
  /** True if `openapi-mcp login` can get the credential. */
  canLogin: boolean;
  /** A note about a flow that is not supported. */
  note?: string;
}

/** The environment variables of a security scheme, with its name. */
export interface CredentialVariables extends SchemeVariables {
  scheme: string;
}
