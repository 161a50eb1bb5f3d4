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

/** A security scheme, and the variables that it would read with a prefix. */
export interface PrefixedScheme {
  name: string;
  variablesOf(prefix: string): string[];
}

/** Returns the prefix of the variables of each scheme, all of which are distinct. */
export type DistinctPrefixes = (start: string, schemes: PrefixedScheme[]) => Map<string, string>;
