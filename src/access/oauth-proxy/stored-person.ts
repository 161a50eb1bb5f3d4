import { asJsonObject, asString } from '../../json/narrow.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import type { JsonObject } from '../../json/value.ts';
import type { SignedIn } from './signed-in.ts';

/** Seconds. A person signs in again after a month, or when the client has not refreshed its token for as long. */
export const lifetimes = {
  accessToken: 3_600,
  code: 60,
  signIn: 900,
  grant: 30 * 24 * 3_600,
} as const;

/** Returns the key of a person in the store. */
export function personKey(accountId: string): string {
  return `Identity ${accountId}`;
}

/** Reads a person from the store. */
export function readPerson(value: JsonObject | undefined): SignedIn | undefined {
  const [claims, tokens] = [asJsonObject(value?.['claims']), asJsonObject(value?.['tokens'])];
  const [issuer, access] = [asString(value?.['issuer']), asString(tokens?.['access'])];
  if (claims === undefined || issuer === undefined || access === undefined) return undefined;
  const refresh = asString(tokens?.['refresh']);
  return {
    issuer,
    claims,
    tokens: omitUndefined({ access, refresh, expires: tokens?.['expires'] === true }),
  };
}
