import { asString } from '../../json/narrow.ts';
import type { JsonObject } from '../../json/value.ts';
import type { Principal } from '../protocol.ts';

/** Returns a name of a caller for people: an email address or a user name of the claims, if there is one. */
export function callerLabel({ name }: Pick<Principal, 'name'>, claims: JsonObject = {}): string {
  const names = [claims['email'], claims['preferred_username'], claims['name']];
  return names.map(asString).find((found) => found !== undefined) ?? name;
}
