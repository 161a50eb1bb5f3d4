import type { JsonObject } from '../../json/value.ts';

/** A person as the identity provider describes them. */
export interface Identity {
  issuer: string;
  claims: JsonObject;
}

/** The tokens of a person at the provider, with which their claims are read again. */
export interface ProviderTokens {
  access: string;
  refresh?: string;
  /** True for an access token that ends by itself. */
  expires: boolean;
}

/** A person who has signed in. */
export interface SignedIn extends Identity {
  tokens: ProviderTokens;
}
