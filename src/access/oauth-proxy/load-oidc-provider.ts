import { OpenApiMcpError } from '../../errors.ts';

/**
 * Imports the authorization server, which users install themselves.
 *
 * @throws OpenApiMcpError PACKAGE_MISSING
 */
export async function loadOidcProvider() {
  try {
    return await import('oidc-provider');
  } catch (cause) {
    throw new OpenApiMcpError('PACKAGE_MISSING', 'signing people in needs the package oidc-provider', {
      cause,
      hint: 'Install it: npm install oidc-provider; or leave --auth-provider out.',
    });
  }
}
