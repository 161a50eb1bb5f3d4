import { describe, expect, it } from 'vitest';
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

async function explorerData(url: string, path: string): Promise<unknown> {
  return (await fetch(new URL(`/explorer/${path}`, url))).json();
}

/** Reads the facts of the explorer. */
async function info(url: string): Promise<unknown> {
  return explorerData(url, 'info');
}

function exploredAs(document: string): ServerOptions {
  return { http: { explorerSource: { facts: () => ({ document }) } } };
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
  const http = { explorerSource: { facts: () => ({ findings: [finding] }) } };
  const scopes = { policy: { toolScopes: { createPet: ['write'] } } };
  await using open = await serveReplaced({ ...scopes, http }, { http });
  await using closed = await serveReplaced({ http }, { ...scopes, http });
  expect(await info(open.http.url)).toMatchObject({ findings: [finding] });
  expect(await info(closed.http.url)).toMatchObject({ findings: [] });
});

describe('the explorer', () => {
  it('waits for the next API, and reads its facts', async () => {
    const server = createReplaceableServer(serveLive(descriptor, exploredAs('old.yaml')));
    await using http = await server.serveHttp({ port: 0 });
    expect(await info(http.url)).toMatchObject({ revision: 0, document: 'old.yaml' });
    const change = explorerData(http.url, 'changes?after=0');
    await server.replace(serveLive(descriptor, exploredAs('new.yaml')));
    expect(await change).toEqual({ revision: 1 });
    expect(await info(http.url)).toMatchObject({ revision: 1, document: 'new.yaml' });
    await server.close();
  });

  it('shows why a change is not served, until one is', async () => {
    const server = createReplaceableServer(serveLive(descriptor, {}));
    await using http = await server.serveHttp({ port: 0 });
    await info(http.url);
    server.showProblem('line 3 is wrong');
    expect(await explorerData(http.url, 'changes?after=0')).toEqual({ revision: 1 });
    expect(await info(http.url)).toMatchObject({ problem: 'line 3 is wrong' });
    await server.replace(serveLive(descriptor, {}));
    expect(await info(http.url)).not.toHaveProperty('problem');
    await server.close();
  });

  it('locates the findings of each API once', async () => {
    const finding = { kind: 'repaired', pointer: '/a', message: 'a finding' } as const;
    let count = 0;
    const locateFindings = async () => [{ ...finding, line: ++count, column: 1 }];
    const facts = { findings: [finding], locateFindings };
    const server = createReplaceableServer(
      serveLive(descriptor, { http: { explorerSource: { facts: () => facts } } }),
    );
    await using http = await server.serveHttp({ port: 0 });
    await info(http.url);
    expect(await info(http.url)).toMatchObject({ findings: [{ ...finding, line: 1, column: 1 }] });
    await server.close();
  });

  it('shows findings without lines if the document is gone', async () => {
    const finding = { kind: 'repaired', pointer: '/a', message: 'a finding' } as const;
    const facts = { findings: [finding], locateFindings: () => Promise.reject(new Error('gone')) };
    await using replaced = await serveReplaced({}, { http: { explorerSource: { facts: () => facts } } });
    expect(await info(replaced.http.url)).toMatchObject({ findings: [finding] });
  });
});
