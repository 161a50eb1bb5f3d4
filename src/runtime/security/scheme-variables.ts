import type { Credential } from './credential.ts';
import type { NamedSchemes } from './variable-prefixes.ts';
import type { SecurityRequirement, SecuritySchemeDescriptor } from '../../descriptor.ts';

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

/** The security schemes of a call, and its alternatives. */
export interface UsedSchemes {
  securitySchemes: Record<string, SecuritySchemeDescriptor>;
  security: SecurityRequirement[];
}

/** The credentials of an API whose document declares no security: `bearer`, `basic`, and `header <name>` for any header. */
export interface UndeclaredSecurity {
  lacksSecurity(api: Pick<NamedSchemes, 'securitySchemes'>): boolean;
  schemeOf(name: string): SecuritySchemeDescriptor | undefined;
  schemesFor(
    api: Pick<NamedSchemes, 'securitySchemes'>,
    security: SecurityRequirement[] | undefined,
    credentials: Record<string, Credential>,
  ): UsedSchemes | undefined;
  variablesOf(api: NamedSchemes, names: string[]): CredentialVariables[];
  namesIn(start: string, environment: Record<string, string | undefined>): string[];
}

/** A security scheme, and the variables that it would read with a prefix. */
export interface PrefixedScheme {
  name: string;
  variablesOf(prefix: string): string[];
}

/** Returns the prefix of the variables of each scheme, all of which are distinct. */
export type DistinctPrefixes = (start: string, schemes: PrefixedScheme[]) => Map<string, string>;
