import { createHash } from 'node:crypto';
import { setBounded } from '../../json/bounded-map.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { CallerSession } from './caller-session.ts';
import { OpenCallSession } from './call-session.ts';
import { ownSender } from './send-own.ts';
import type { Sessions, SessionSource } from './session-types.ts';
import type { RequestContext } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor, SessionDescriptor } from '../../descriptor.ts';

/** Most sessions that are kept. The one that was used least recently makes room, and logs in again if it comes back. */
const mostSessions = 1_000;

/** Opens the sessions of an API. */
export function openSessions(source: SessionSource): Sessions {
  const { options } = source;
  const sessions = new Map<string, CallerSession>();

  function sessionOf(context: RequestContext, origin: string): CallerSession {
    const key = keyOf(context, options.request?.forwardHeaders ?? [], origin);
    const session = sessions.get(key) ?? new CallerSession(atOrigin(source, origin), options, origin);
    setBounded(sessions, key, session, mostSessions);
    return session;
  }

  return {
    open: (context, origin) => new OpenCallSession(sessionOf(context, origin), ownSender(source, context)),
  };
}

/** Returns the API with those operations of its session that are sent to an origin, as others would learn its cookies. */
function atOrigin({ api, baseUrlOf }: SessionSource, origin: string): ApiDescriptor {
  const { login, csrf } = api.session ?? {};
  const isHere = (operation: OperationDescriptor): boolean => baseUrlOf(operation).origin === origin;
  const session: SessionDescriptor = omitUndefined({
    login: login !== undefined && isHere(login.operation) ? login : undefined,
    csrf: csrf?.operation === undefined || isHere(csrf.operation) ? csrf : undefined,
  });
  return { ...api, session };
}

/**
 * Returns the key of a caller's session: the identity that was verified, and headers of the caller that reach the API.
 * Callers without either share one, which are those of a server without sign-in.
 */
function keyOf({ principal, header }: RequestContext, forwarded: string[], origin: string): string {
  const identity = principal === undefined ? null : [principal.issuer ?? null, principal.name];
  const values = forwarded.map((name) => header?.(name) ?? null);
  return createHash('sha256')
    .update(JSON.stringify([origin, identity, values]))
    .digest('base64');
}
