import { expect, it } from 'vitest';
import { createReplaceableServer } from '../../src/index.ts';
import { descriptor } from '../access/shop.ts';
import { serveLive } from '../support/serve-document.ts';
import type { ServerOptions } from '../../src/index.ts';

/** Serves the shop over HTTP, and replaces it by a server with other options. */
async function serveReplaced(first: ServerOptions, next: ServerOptions) {
  const server = createReplaceableServer(serveLive(descriptor, first));
  const http = await server.serveHttp({ port: 0 });
  await server.replace(serveLive(descriptor, next));
  const close = async (): Promise<void> => {
    await http.close();
    await server.close();
  };
  return { http, server, [Symbol.asyncDispose]: close };
}

/** Reads the facts of the explorer. */
async function info(url: string): Promise<unknown> {
  return (await fetch(new URL('/explorer/info', url))).json();
}

it('names the URL of the server to the signer of a new API', async () => {
  const issuers: string[] = [];
  const identitySigner = {
    sign: async () => '',
    keys: async () => ({ keys: [{ kid: 'new' }] }),
    setIssuer: (url: string) => void issuers.push(url),
  };
  await using replaced = await serveReplaced({}, { request: { identitySigner } });
  expect(issuers).toEqual([replaced.http.url]);
  const keys = await fetch(new URL('/.well-known/jwks.json', replaced.http.url));
  expect(await keys.json()).toEqual({ keys: [{ kid: 'new' }] });
});

it('shows findings in the explorer as the scopes of the new API allow', async () => {
  const finding = { kind: 'repaired', pointer: '', message: 'a finding' } as const;
  const http = { explorerFacts: { findings: [finding] } };
  const scopes = { policy: { toolScopes: { createPet: ['write'] } } };
  await using open = await serveReplaced({ ...scopes, http }, {});
  await using closed = await serveReplaced({ http }, scopes);
  expect(await info(open.http.url)).toMatchObject({ findings: [finding] });
  expect(await info(closed.http.url)).toMatchObject({ findings: [] });
});
