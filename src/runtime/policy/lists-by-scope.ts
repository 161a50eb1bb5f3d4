import type { Principal } from '../protocol.ts';
import type { PolicyOptions } from './policy-options.ts';
import type { AccessControl } from './access-control.ts';
import type { PolicySubject } from './policy.ts';

/** Callers with other scopes than these see the same as one of them. */
const keptLists = 100;

/**
 * Lists by what callers may see, made when the first of them asks: all who hold the same of the scopes that matter
 * share theirs.
 */
export function listsByScope<Lists>(
  options: PolicyOptions | undefined,
  gate: AccessControl,
  build: (shows: (governed: PolicySubject) => boolean) => Lists,
): (principal: Principal | undefined) => Lists {
  const matter = [...new Set(Object.values(options?.toolScopes ?? {}).flat())].toSorted();
  const kept = new Map<string, Lists>();
  return (principal) => {
    const held = matter.filter((scope) => principal?.scopes.includes(scope) === true);
    const key = JSON.stringify(held);
    const found = kept.get(key);
    if (found !== undefined) return found;
    const lists = build((governed) => gate.isVisible(governed, principal));
    const [oldest] = kept.keys();
    if (kept.size >= keptLists && oldest !== undefined) kept.delete(oldest);
    kept.set(key, lists);
    return lists;
  };
}
