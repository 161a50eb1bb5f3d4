import type { JsonObject } from '../../json/value.ts';
import type { Principal } from '../protocol.ts';

/** Signs statements about callers. `createIdentitySigner` makes one. */
export interface IdentitySigner {
  /** Returns a JWT about the caller for an API, with further claims. It expires within a minute. */
  sign(principal: Principal, audience: string, claims: JsonObject): Promise<string>;
  /** Returns the public keys as a JWK set (RFC 7517 §5). */
  keys(): Promise<JsonObject>;
  /** Sets the issuer of the JWTs: the URL of this server. */
  setIssuer(url: string): void;
}
