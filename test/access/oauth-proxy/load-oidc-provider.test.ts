import { afterEach, expect, it, vi } from 'vitest';
import { loadOidcProvider } from '../../../src/access/oauth-proxy/load-oidc-provider.ts';

afterEach(() => vi.doUnmock('oidc-provider'));

it('says how to install the package that is missing', async () => {
  vi.doMock('oidc-provider', () => {
    throw new Error('Cannot find package');
  });
  await expect(loadOidcProvider()).rejects.toMatchObject({
    code: 'PACKAGE_MISSING',
    message: 'signing people in needs the package oidc-provider',
    hint: 'Install it: npm install oidc-provider; or leave --auth-provider out.',
  });
});
