import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPetStoreServer } from '../../generated/petstore/index.ts';
import { createServer } from '../../src/index.ts';
import { createJwtVerifier } from '../../src/access/jwt-verifier.ts';
import { petstorePath, serveCliHttp } from '../support/cli.ts';
import { startProxy } from '../support/proxy.ts';
import { startUpstream } from '../support/upstream.ts';
import { startIssuer } from './issuer.ts';
import { list, post, send } from './send.ts';
import { descriptor } from './shop.ts';
import type { Issuer } from './issuer.ts';

const audience = 'shop';
const folder = mkdtempSync(join(tmpdir(), 'issuer-'));
let issuer: Issuer;

beforeAll(async () => {
  issuer = await startIssuer({ audience, isSecure: true });
  writeFileSync(join(folder, 'ca.pem'), issuer.authority);
});
afterAll(async () => {
  await issuer[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const http = () => ({ port: 0, authJwt: issuer.url, authAudience: audience });
const bearer = async () => post({ authorization: `Bearer ${await issuer.sign()}` });

it('an issuer with an untrusted certificate is refused, with a hint', async () => {
  await expect(createJwtVerifier(issuer.url, {})).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: `The metadata of the authorization server ${issuer.url} is not available: ${issuer.url}: its TLS certificate is self-signed`,
    hint: 'Pass --ca with a file that contains the certificate of its authority.',
  });
});

it.each<[title: string, connection: () => object]>([
  ['by an authority of its own', () => ({ authorities: issuer.authority })],
  ['without a check, where that was asked for', () => ({ insecure: true })],
])('is believed %s', async (_, connection) => {
  const { verify: check } = await createJwtVerifier(issuer.url, {
    authAudience: audience,
    connection: connection(),
  });
  expect(await check(await issuer.sign(), 'https://mcp.example')).toMatchObject({ ok: true });
});

it('uses a proxy for metadata and keys', async () => {
  await using proxy = await startProxy();
  const connection = { authorities: issuer.authority, proxy: { https: proxy.url } };
  const { verify: check } = await createJwtVerifier(issuer.url, { authAudience: audience, connection });
  expect(await check(await issuer.sign(), 'https://mcp.example')).toMatchObject({ ok: true });
  const tunnel = `CONNECT ${new URL(issuer.url).host}`;
  expect(proxy.requests).toEqual([tunnel, tunnel]);
});

it('uses the connection of the API in a program', async () => {
  const server = await createServer(descriptor, {
    request: { connection: { authorities: issuer.authority } },
  });
  const served = await server.serveHttp(http());
  expect(await send(served.url, await bearer(), list)).toMatchObject({ status: 200 });
  await served.close();
  await server.close();
});

it('uses the connection of the API in a generated server', async () => {
  const server = await createPetStoreServer({ request: { connection: { authorities: issuer.authority } } });
  const served = await server.serveHttp(http());
  expect(await send(served.url, await bearer(), list)).toMatchObject({ status: 200 });
  await served.close();
  await server.close();
});

it('uses --ca and the proxies of the environment', async () => {
  await using proxy = await startProxy();
  const flags = [
    '--mock',
    '--auth-jwt',
    issuer.url,
    '--auth-audience',
    audience,
    '--ca',
    join(folder, 'ca.pem'),
  ];
  await using server = await serveCliHttp([petstorePath, ...flags], { env: { HTTPS_PROXY: proxy.url } });
  expect(await send(server.url, await bearer(), list)).toMatchObject({ status: 200 });
  expect(proxy.requests).toEqual(Array(2).fill(`CONNECT ${new URL(issuer.url).host}`));
});

it('does not follow a redirect', async () => {
  await using redirecting = await startUpstream({
    status: 302,
    headers: { location: `${issuer.url}/.well-known/oauth-authorization-server` },
  });
  await expect(createJwtVerifier(redirecting.url, {})).rejects.toMatchObject({
    message: expect.stringContaining('responded with 302'),
  });
});
