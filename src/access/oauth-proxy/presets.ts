import type { JsonObject } from '../../json/value.ts';

/** An identity provider under a short name. `{place}` is the part behind the colon of `entra:contoso.onmicrosoft.com`. */
export interface ProviderPreset {
  issuer: string;
  /** The place without a colon; absent if one has to be given. */
  place?: string;
  /** Meaning of the place, for errors. */
  placeName: string;
  /** The form of a place. Its named groups are parts of URLs too. */
  placePattern?: RegExp;
  /** Parts of URLs that depend on the place: those of the first pattern that it has. */
  placeParts?: { pattern: RegExp; parts: Record<string, string> }[];
  /** Other names that the issuer may give itself in its metadata. */
  ownIssuer?: RegExp;
  /** The claims of an ID token that are parts of its issuer, by the name of the part. */
  issuerParts?: Record<string, { claim: string; pattern: RegExp }>;
  /** The scopes that are always requested of a provider without OpenID Connect. */
  scopes?: string[];
  /** Other parameters of authorization requests; by default those that a refresh token needs. */
  parameters?: Record<string, string>;
  /** The metadata of a provider that publishes none, as that of RFC 8414. */
  metadata?: JsonObject;
  /** The places of the identity of a person, for a provider without OpenID Connect. */
  profile?: ProfileSource[];
}

/** A resource of a provider without OpenID Connect that is about the person who signed in. */
export interface ProfileSource {
  url: string;
  /** The fields that are claims, by the name of the claim. */
  claims: Record<string, string>;
  /** The fields of the item of a list that is read. */
  item?: JsonObject;
  /** Reads every item of a list: each claim is the list of a field. */
  isList?: true;
  /** Reads the resource only if this scope is requested. */
  scope?: string;
}

/** The identity providers that have a name. */
export const providerPresets: Record<string, ProviderPreset> = {
  google: {
    issuer: 'https://{place}',
    place: 'accounts.google.com',
    placeName: 'host',
    // Without them there is no refresh token.
    parameters: { access_type: 'offline', prompt: 'consent' },
  },
  entra: {
    issuer: 'https://login.microsoftonline.com/{place}/v2.0',
    placeName: 'ID of your tenant',
    // A tenant is known by its domain too, and `organizations` is all of them.
    ownIssuer: /^https:\/\/login\.microsoftonline\.com\/(?:\{tenantid\}|[\da-f-]{36})\/v2\.0$/,
    // A person who is asked for consent may need an administrator.
    parameters: {},
    issuerParts: { tenantid: { claim: 'tid', pattern: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/ } },
  },
  okta: { issuer: 'https://{place}', placeName: 'domain', parameters: {} },
  auth0: { issuer: 'https://{place}', placeName: 'domain', parameters: {} },
  gitlab: { issuer: 'https://{place}', place: 'gitlab.com', placeName: 'host' },
  cognito: {
    issuer: 'https://cognito-idp.{region}.amazonaws.com/{place}',
    placeName: 'ID of your user pool, as in eu-west-1_AbCdEfGhI',
    placePattern: /^(?<region>[a-z]{2}(?:-[a-z]+)+-\d)_\w+$/,
  },
  github: {
    issuer: 'https://{place}/login/oauth',
    place: 'github.com',
    placeName: 'host',
    // The API of GitHub Enterprise Server is on the same host.
    placeParts: [
      { pattern: /^(?:github\.com|[\w-]+\.ghe\.com)$/, parts: { api: 'https://api.{place}' } },
      { pattern: /^/, parts: { api: 'https://{place}/api/v3' } },
    ],
    scopes: ['read:user', 'user:email'],
    metadata: {
      authorization_endpoint: 'https://{place}/login/oauth/authorize',
      token_endpoint: 'https://{place}/login/oauth/access_token',
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    },
    profile: [
      {
        url: '{api}/user',
        claims: { sub: 'id', preferred_username: 'login', name: 'name' },
      },
      {
        url: '{api}/user/emails?per_page=100',
        // The address in the profile is one that the person chose to show.
        item: { primary: true, verified: true },
        claims: { email: 'email', email_verified: 'verified' },
      },
      {
        url: '{api}/user/orgs?per_page=100',
        isList: true,
        claims: { groups: 'login' },
        scope: 'read:org',
      },
    ],
  },
};
