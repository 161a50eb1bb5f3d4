import type { AccessCapabilities } from './capability-types.ts';

/** The optional parts of access. A generated server has those that it was generated with. */
export const accessCapabilities: AccessCapabilities = {
  loadOAuthProxy: () => import('./oauth-proxy/open-oauth-proxy.ts'),
  loadIntrospection: () => import('./introspection.ts'),
};
