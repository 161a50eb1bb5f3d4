/** The parts of a security scheme that a request needs (OpenAPI 3.2 §4.27). */
export type SecuritySchemeDescriptor = {
  description?: string;
  deprecated?: true;
} &
  /** `signing` means that the header has a signature of the whole request (AWS Signature Version 4). */
  (
    | { type: 'apiKey'; in: 'header' | 'query' | 'cookie'; name: string; signing?: 'awsSigv4' }
    | { type: 'http'; scheme: string }
    /** `metadataUrl` is the URL of the metadata of the authorization server (RFC 8414). */
    | { type: 'oauth2'; flows: OAuthFlows; metadataUrl?: string }
    | { type: 'openIdConnect'; url?: string }
    | { type: 'mutualTLS' | 'unknown' }
  );

/** The flows of a scheme to get a token (OpenAPI 3.2 §4.28). */
export type OAuthFlows = Partial<Record<OAuthFlowName, OAuthFlow>>;

/** The name of an OAuth flow (OpenAPI 3.2 §4.28). */
export type OAuthFlowName =
  'authorizationCode' | 'clientCredentials' | 'password' | 'implicit' | 'deviceAuthorization';

/** An OAuth flow (OpenAPI 3.2 §4.29). URLs are as declared. */
export interface OAuthFlow {
  authorizationUrl?: string;
  deviceAuthorizationUrl?: string;
  tokenUrl?: string;
  refreshUrl?: string;
  /** The names of the scopes. */
  scopes: string[];
  /** The descriptions of scopes that have one, by name. */
  scopeDescriptions?: Record<string, string>;
}

/** A security requirement: all schemes that it names must be satisfied. Values are scopes (OpenAPI 3.1 §4.8.30). */
export type SecurityRequirement = Record<string, string[]>;
