import { randomBytes } from 'node:crypto';
import { asJsonObject, asNumber, asString } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { callerLabel } from '../runtime/policy/caller-label.ts';
import type { AccountOwner } from './caller-session.ts';
import type { Encryption } from '../store/encryption.ts';
import type { JsonObject } from '../json/value.ts';

/** The content of a link that a caller connects an account with. */
export interface ConnectLink {
  owner: AccountOwner;
  /** A name of the owner for people, such as an email address. */
  label: string;
  api: string;
  scheme: string;
  /** Distinguishes the link, which works once. */
  nonce: string;
  /** Milliseconds since 1970. */
  expires: number;
}

/** Milliseconds in which a link has to be opened and used. */
export const linkLifetime = 600_000;

const context = 'connect link';

/** Returns the text of a new link: encrypted and authenticated, so that nobody reads or makes one. */
export function sealLink(
  encryption: Encryption,
  content: Omit<ConnectLink, 'nonce' | 'expires' | 'label'>,
  claims: JsonObject,
): string {
  const label = callerLabel(content.owner, claims);
  const nonce = randomBytes(16).toString('base64url');
  const link: ConnectLink = { ...content, label, nonce, expires: Date.now() + linkLifetime };
  return encryption.encrypt(context, JSON.stringify(link));
}

/** Returns the content of a link for an API and a scheme, or `undefined` if it is not genuine or has expired. */
export function openLink(
  encryption: Encryption,
  text: string,
  { api, scheme }: Pick<ConnectLink, 'api' | 'scheme'>,
): ConnectLink | undefined {
  const json = encryption.decrypt(context, text);
  const link = asJsonObject(json === undefined ? undefined : JSON.parse(json));
  const owner = asJsonObject(link?.['owner']);
  const [name, label, nonce] = [owner?.['name'], link?.['label'], link?.['nonce']].map(asString);
  const expires = asNumber(link?.['expires']) ?? 0;
  if (name === undefined || label === undefined || nonce === undefined) return undefined;
  if (link?.['api'] !== api || link['scheme'] !== scheme || expires < Date.now()) return undefined;
  const issuer = asString(owner?.['issuer']);
  return { owner: omitUndefined({ name, issuer }), label, api, scheme, nonce, expires };
}
