import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { certified, machine, startAuthorizationServer } from '../support/authorization-server.ts';
import { selfSigned } from '../support/certificate.ts';
import { runCli } from '../support/cli.ts';
import { startProxy } from '../support/proxy.ts';
import { startTlsUpstream } from '../support/tls-upstream.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { CredentialOptions, RequestOptions } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { TestAuthorizationServer } from '../support/authorization-server.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

const ada = selfSigned({ name: certified.name });
const eve = selfSigned({ name: 'eve' });
const clientCertificate = { certificate: ada.cert, key: ada.key };
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-certified-'));
let authorization: TestAuthorizationServer;
let upstream: Upstream;

beforeAll(async () => {
  authorization = await startAuthorizationServer([ada.cert, eve.cert]);
  upstream = await startUpstream((request) => authorization.guard(request));
});
beforeEach(() => {
  authorization.seen.length = 0;
});
afterAll(async () => {
  await upstream.close();
  await authorization[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const client = { SECURED_OAUTH_CLIENT_ID: certified.id };
const response = '{"client":"certified","scope":"read"}';
const beside = { oauth: ['read'], tls: [] };

function declared(tokenUrl = authorization.tokenUrl): JsonObject {
  return { type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes: {} } } };
}

function documentOf(oauth = declared(), security: JsonObject[] = [{ oauth: ['read'] }]): JsonObject {
  return securedDocument(upstream.url, { oauth, tls: { type: 'mutualTLS' } }, { things: security });
}

function open(
  document: JsonObject,
  options: CredentialOptions & RequestOptions = { clientCertificate },
  environment: Record<string, string> = client,
): Promise<SecuredApi> {
  return openSecured(document, environment, {
    ...options,
    connection: { authorities: authorization.authority ?? '', ...options.connection },
  });
}

const ofScheme = { SECURED_TLS_CERT: ada.cert, SECURED_TLS_KEY: ada.key };

describe('a client certificate instead of a client secret (RFC 8705)', () => {
  it('for every connection is presented to the token endpoint', async () => {
    await using api = await open(documentOf());
    expect(api.sources).toEqual({ oauth: 'SECURED_OAUTH_CLIENT_ID' });
    expect(await api.call('things')).toBe(response);
    expect(authorization.seen).toEqual(['/token ada']);
  });

  it('of a scheme in the same requirement is presented to the token endpoint too', async () => {
    await using api = await open(documentOf(declared(), [beside]), {}, { ...client, ...ofScheme });
    expect(await api.call('things')).toBe(response);
    expect(authorization.seen).toEqual(['/token ada']);
  });

  it('of a scheme in another requirement is not presented', async () => {
    const alternatives = [{ oauth: ['read'] }, { tls: [] }];
    await using api = await open(documentOf(declared(), alternatives), {}, { ...client, ...ofScheme });
    await api.call('things');
    expect(authorization.seen).toEqual([]);
  });

  it('is presented beside a client secret, for certificate-bound tokens', async () => {
    const environment = {
      SECURED_OAUTH_CLIENT_ID: machine.id,
      SECURED_OAUTH_CLIENT_SECRET: machine.secret,
    };
    await using api = await open(documentOf(), { clientCertificate }, environment);
    expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
    expect(authorization.seen).toEqual(['/token ada']);
  });

  it.each<[title: string, scheme: () => JsonObject, place: string]>([
    [
      'OpenID Connect',
      () => ({
        type: 'openIdConnect',
        openIdConnectUrl: `${authorization.url}/.well-known/openid-configuration`,
      }),
      '/.well-known/openid-configuration',
    ],
    [
      'metadata',
      () => ({
        type: 'oauth2',
        oauth2MetadataUrl: `${authorization.url}/.well-known/openid-configuration`,
        flows: {},
      }),
      '/.well-known/openid-configuration',
    ],
  ])('is not presented when %s is read', async (_, scheme, place) => {
    await using api = await open(documentOf(scheme()));
    expect(await api.call('things')).toBe(response);
    expect(authorization.seen).toEqual([place, '/token ada']);
  });

  it('is presented to the token endpoint in mtls_endpoint_aliases', async () => {
    await using other = await startTlsUpstream([ada.cert], '{"access_token":"token-at-the-alias"}');
    await using metadata = await startUpstream();
    const place = `${metadata.url}/.well-known/oauth-authorization-server`;
    const aliases = { mtls_endpoint_aliases: { token_endpoint: `${other.url}/token` } };
    const known = { issuer: metadata.url, token_endpoint: authorization.tokenUrl };
    metadata.answer(jsonAnswer({ ...known, ...aliases }));
    await using api = await open(documentOf({ type: 'oauth2', oauth2MetadataUrl: place, flows: {} }), {
      clientCertificate,
      connection: { authorities: other.certificate.cert },
    });
    await api.call('things');
    expect(other.requests[0]).toEqual({ target: '/token', client: 'ada' });
    expect(authorization.seen).toEqual([]);
  });

  it('is not presented to the target of a redirect', async () => {
    await using lure = await startTlsUpstream([ada.cert]);
    await using redirecting = await startUpstream({
      status: 307,
      headers: { location: `${lure.url}/token` },
    });
    await using api = await open(documentOf(declared(`${redirecting.url}/token`)));
    expect(await api.call('things')).toContain('did not answer with a token');
    expect(lure.requests).toEqual([]);
  });

  it('of another client fails with an explanation', async () => {
    await using api = await open(documentOf(), {
      clientCertificate: { certificate: eve.cert, key: eve.key },
    });
    expect(await api.call('things')).toMatch(
      /refused to give a token: invalid_client .*\nCheck SECURED_OAUTH_CLIENT_ID, and that the client certificate stands for that client there; else set SECURED_OAUTH_CLIENT_SECRET\.$/,
    );
  });

  it('that is missing is reported like a missing secret', async () => {
    await using api = await open(documentOf(), {});
    expect(await api.call('things')).toContain('SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_CLIENT_SECRET');
    expect(authorization.seen).toEqual([]);
  });
});

describe('an authorization server behind TLS', () => {
  it('of an unknown authority receives no secret, and the error names --ca', async () => {
    await using api = await openSecured(documentOf(), client, { clientCertificate });
    expect(await api.call('things')).toBe(
      `${authorization.url}: its TLS certificate is self-signed\nPass --ca with a file that contains the certificate of its authority.`,
    );
    expect(authorization.seen).toEqual([]);
  });

  it('is not verified with the option insecure', async () => {
    await using api = await openSecured(documentOf(), client, {
      clientCertificate,
      connection: { insecure: true },
    });
    expect(await api.call('things')).toBe(response);
  });

  it('is reached through a proxy, which sees no request', async () => {
    await using proxy = await startProxy();
    const scheme = { type: 'openIdConnect', openIdConnectUrl: authorization.url };
    await using api = await open(documentOf(scheme), {
      clientCertificate,
      connection: { proxy: { https: proxy.url } },
    });
    expect(await api.call('things')).toBe(response);
    const tunnel = `CONNECT ${new URL(authorization.url).host}`;
    expect(proxy.requests).toEqual([tunnel, tunnel]);
  });
});

it('works from the command line', async () => {
  const files = {
    'ada.pem': ada.cert,
    'ada.key': ada.key,
    'ca.pem': authorization.authority ?? '',
    'secured.json': JSON.stringify(documentOf()),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const flags = [
    '--client-cert',
    join(folder, 'ada.pem'),
    '--client-key',
    join(folder, 'ada.key'),
    '--ca',
    join(folder, 'ca.pem'),
  ];
  const words = ['call', join(folder, 'secured.json'), 'things', '--name', 'secured', ...flags];
  const { code, stdout, stderr } = await runCli(words, { env: client });
  expect({ code, stderr, response: JSON.parse(stdout) }).toEqual({
    code: 0,
    stderr: '',
    response: JSON.parse(response),
  });
});
