import { asJsonObject } from '../../json/narrow.ts';
import { PersonRefused } from './provider-refusal.ts';
import { readProfile } from './read-profile.ts';
import type * as OAuth from 'oauth4webapi';
import type { Fetch } from '../../http/create-fetch.ts';
import type { JsonObject } from '../../json/value.ts';
import type { Identity } from './signed-in.ts';
import type { ProfileSource } from './presets.ts';

/** The parts that the claims of a person are read with. */
export interface IdentitySource {
  oauth: typeof OAuth;
  server: OAuth.AuthorizationServer;
  client: OAuth.Client;
  request: OAuth.UserInfoRequestOptions;
  fetch: Fetch;
  /** The sources of a provider without OpenID Connect. */
  profile: ProfileSource[] | undefined;
  scopes: string[];
}

/**
 * Returns the claims of a person: those of the profile, or those of the ID token and of the user info endpoint. They are
 * what the provider says now, so those of a former ID token are not among them.
 *
 * @throws PersonRefused if they are those of another person; other errors if the provider does not respond with claims
 */
export async function readIdentity(
  { oauth, server, client, request, fetch, profile, scopes }: IdentitySource,
  accessToken: string,
  idToken: JsonObject | undefined,
  former: Identity | undefined,
): Promise<JsonObject> {
  if (profile !== undefined) {
    const claims = await readProfile(profile, scopes, accessToken, fetch);
    checkSamePerson([claims, former?.claims]);
    return claims;
  }
  checkSamePerson([idToken, former?.claims]);
  if (server.userinfo_endpoint === undefined) {
    if (idToken === undefined) throw new PersonRefused('the provider sends no claims at a refresh');
    return idToken;
  }
  const response = await oauth.userInfoRequest(server, client, accessToken, request);
  const info = asJsonObject(
    await oauth.processUserInfoResponse(server, client, oauth.skipSubjectCheck, response),
  );
  checkSamePerson([info, idToken, former?.claims]);
  return { ...info, ...idToken };
}

/** Checks that claims from several places are about one person (OpenID Connect Core 1.0 §5.3.2). */
function checkSamePerson(claims: (JsonObject | undefined)[]): void {
  const subjects = claims.flatMap((each) => (each === undefined ? [] : [each['sub']]));
  if (new Set(subjects).size > 1)
    throw new PersonRefused('the provider responds with the claims of another person');
}
