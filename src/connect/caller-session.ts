import { asJsonObject, asNumber, asString } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Encryption } from '../store/encryption.ts';
import type { Principal } from '../runtime/protocol.ts';
import type { SignedInCaller } from '../runtime/security/user-accounts.ts';

/** A caller, as far as an account belongs to it. */
export type AccountOwner = Pick<Principal, 'name' | 'issuer'>;

/** Milliseconds. */
const lifetime = 1_800_000;

const context = 'connect session';

/** Returns the text of a session, encrypted for the browser of a cookie. */
export function sealSession(
  encryption: Encryption,
  { owner, label }: SignedInCaller,
  browser: string,
): string {
  return encryption.encrypt(
    context,
    JSON.stringify({ owner, label, browser, expires: Date.now() + lifetime }),
  );
}

/** Returns a session of the browser, or `undefined` if it is not genuine or has expired. */
export function openSession(
  encryption: Encryption,
  text: string,
  browser: string,
): SignedInCaller | undefined {
  const json = encryption.decrypt(context, text);
  const session = asJsonObject(json === undefined ? undefined : JSON.parse(json));
  const owner = asJsonObject(session?.['owner']);
  const [name, issuer] = [asString(owner?.['name']), asString(owner?.['issuer'])];
  const label = asString(session?.['label']);
  const isOver = (asNumber(session?.['expires']) ?? 0) < Date.now();
  if (name === undefined || label === undefined || isOver || session?.['browser'] !== browser)
    return undefined;
  return { owner: omitUndefined({ name, issuer }), label };
}
