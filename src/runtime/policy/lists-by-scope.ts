import type { Principal } from '../protocol.ts';
import type { AccessControl, PolicySubject } from './access-control.ts';

/** Lists of further scopes replace the oldest ones. */
const maxLists = 100;

/**
 * Returns the lists that a caller may see. Callers with the same relevant scopes share their lists, which are built
 * on first use.
 */
export function listsByScope<Lists>(
  relevant: string[],
  accessControl: Pick<AccessControl, 'isVisible'>,
  build: (isVisible: (subject: PolicySubject) => boolean) => Lists,
): (principal: Principal | undefined) => Lists {
  const byScopes = new Map<string, Lists>();
  return (principal) => {
    const held = relevant.filter((scope) => principal?.scopes.includes(scope) === true);
    const key = JSON.stringify(held);
    const cached = byScopes.get(key);
    if (cached !== undefined) return cached;
    const lists = build((subject) => accessControl.isVisible(subject, principal));
    const [oldest] = byScopes.keys();
    if (byScopes.size >= maxLists && oldest !== undefined) byScopes.delete(oldest);
    byScopes.set(key, lists);
    return lists;
  };
}
