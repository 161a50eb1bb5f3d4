import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../support/certificate.ts';
import { runCli } from '../support/cli.ts';
import { startTlsUpstream } from '../support/tls-upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { TlsUpstream } from '../support/tls-upstream.ts';
import type { CredentialOptions, RequestOptions } from '../../src/index.ts';
import type { SecuredApi } from './secured-api.ts';

const ada = selfSigned({ name: 'ada' });
const eve = selfSigned({ name: 'eve' });
const passphrase = 'passphrase-of-ada';
const wrongPassphrase = 'wrong-passphrase';
const encryptedKey = encryptKey();
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-tls-'));
let upstream: TlsUpstream;

/**
 * Encrypts the key. For one salt in 256 a wrong passphrase decrypts to valid padding, and OpenSSL reports another error:
 * then the key is encrypted again.
 */
function encryptKey(): string {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const;
  const key = createPrivateKey(ada.key).export(options).toString();
  try {
    createPrivateKey({ key, passphrase: wrongPassphrase });
  } catch (error) {
    if (String(error).includes('bad decrypt')) return key;
  }
  return encryptKey();
}

beforeAll(async () => {
  upstream = await startTlsUpstream([ada.cert]);
  for (const [name, text] of Object.entries({
    'ada.pem': ada.cert,
    'ada.key': ada.key,
    'locked.key': encryptedKey,
    'ca.pem': upstream.certificate.cert,
    'secured.json': JSON.stringify(document()),
  }))
    writeFileSync(join(folder, name), text);
});
afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function document() {
  return securedDocument(upstream.url, { tls: { type: 'mutualTLS' } }, { things: [{ tls: [] }], open: [] });
}

function open(
  environment: Record<string, string>,
  options: CredentialOptions & RequestOptions = {},
): Promise<SecuredApi> {
  return openSecured(document(), environment, {
    ...options,
    connection: { authorities: upstream.certificate.cert, ...options.connection },
  });
}

const variables = { SECURED_TLS_CERT: ada.cert, SECURED_TLS_KEY: ada.key };
const wanted = 'whether it requires a client certificate, or another one (--client-cert)';

describe('a client certificate', () => {
  it.each<[title: string, environment: () => Record<string, string>]>([
    ['from variables', () => variables],
    [
      'from files that variables name',
      () => ({
        SECURED_TLS_CERT_FILE: join(folder, 'ada.pem'),
        SECURED_TLS_KEY_FILE: join(folder, 'ada.key'),
      }),
    ],
    [
      'with an encrypted key',
      () => ({ ...variables, SECURED_TLS_KEY: encryptedKey, SECURED_TLS_PASSPHRASE: passphrase }),
    ],
  ])('%s is presented for an operation that requires it', async (_, environment) => {
    await using api = await open(environment());
    expect(await api.call('things')).toBe('{"client":"ada"}');
    expect(await api.call('open')).toContain(wanted);
  });

  it('for every connection is presented for every operation', async () => {
    await using api = await open({}, { clientCertificate: { certificate: ada.cert, key: ada.key } });
    expect(await api.call('things')).toBe('{"client":"ada"}');
    expect(await api.call('open')).toBe('{"client":"ada"}');
  });

  it.each<[title: string, environment: Record<string, string>, text: RegExp]>([
    [
      'that is missing',
      {},
      /^https:\/\/localhost:\d+: .*\nCheck that the API is running, and whether it requires a client certificate/,
    ],
    [
      'that the API does not know',
      { SECURED_TLS_CERT: eve.cert, SECURED_TLS_KEY: eve.key },
      /^https:\/\/localhost:\d+: .*\nCheck that the API is running, and whether it requires a client certificate, or another one/,
    ],
    [
      'with the key of another certificate',
      { ...variables, SECURED_TLS_KEY: eve.key },
      /^the client certificate cannot be used: .*mismatch.*\nThe certificate and its key must be PEM and belong together/,
    ],
    [
      'with a wrong passphrase',
      { ...variables, SECURED_TLS_KEY: encryptedKey, SECURED_TLS_PASSPHRASE: wrongPassphrase },
      /^the client certificate cannot be used: .*bad decrypt\nThe certificate and its key must be PEM .*\. An encrypted key needs its passphrase\.$/,
    ],
    [
      'that is not PEM',
      { ...variables, SECURED_TLS_CERT: 'none' },
      /^the client certificate cannot be used: /,
    ],
  ])('%s fails with an explanation', async (_, environment, text) => {
    await using api = await open(environment);
    const result = await api.call('things');
    expect(result).toMatch(text);
    expect(result).not.toContain('PRIVATE KEY');
  });
});

describe('the certificate of the API', () => {
  const clientCertificate = { certificate: ada.cert, key: ada.key };

  it('of an unknown authority is rejected, and the error names --ca', async () => {
    await using api = await openSecured(document(), variables);
    expect(await api.call('things')).toBe(
      `${upstream.url}: its TLS certificate is self-signed\nPass --ca with a file that contains the certificate of its authority.`,
    );
  });

  it('is not verified with the option insecure', async () => {
    await using api = await openSecured(
      document(),
      {},
      { connection: { insecure: true }, clientCertificate },
    );
    expect(await api.call('things')).toBe('{"client":"ada"}');
  });

  it.each([
    ['nothing', 'it contains no certificate'],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', '.*'],
  ])('with unreadable authorities fails with an explanation: %j', async (authorities, reason) => {
    await using api = await open({}, { connection: { authorities }, clientCertificate });
    expect(await api.call('things')).toMatch(
      new RegExp(`^the certificate authorities cannot be read: ${reason}\nPass --ca with a PEM file\\.$`),
    );
  });
});

function files(key: string): string[] {
  return ['--client-cert', join(folder, 'ada.pem'), '--client-key', join(folder, key)];
}

describe('the options of the command line', () => {
  it.each<[title: string, flags: () => string[], env: Record<string, string>]>([
    ['certificate, key and authority', () => [...files('ada.key'), '--ca', join(folder, 'ca.pem')], {}],
    [
      'an encrypted key',
      () => [...files('locked.key'), '--ca', join(folder, 'ca.pem')],
      { OPENAPI_MCP_CLIENT_KEY_PASSPHRASE: passphrase },
    ],
  ])('name files: %s', async (_, flags, env) => {
    const words = ['call', join(folder, 'secured.json'), 'things', ...flags()];
    expect(await runCli(words, { env })).toEqual({
      code: 0,
      stdout: '{\n  "client": "ada"\n}\n',
      stderr: '',
    });
  });

  it('leave the authorities of NODE_EXTRA_CA_CERTS trusted beside those of --ca', async () => {
    writeFileSync(join(folder, 'other.pem'), eve.cert);
    const env = { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
    const words = [
      'call',
      join(folder, 'secured.json'),
      'things',
      ...files('ada.key'),
      '--ca',
      join(folder, 'other.pem'),
    ];
    expect(await runCli(words, { env })).toMatchObject({ code: 0, stderr: '' });
  });

  it('print a warning for --insecure', async () => {
    const words = ['call', join(folder, 'secured.json'), 'things', ...files('ada.key'), '--insecure'];
    const { code, stderr } = await runCli(words);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'WARNING: --insecure is on: TLS certificates are not checked, so anyone on the way can read and change what is sent, credentials too.\n',
    });
  });

  it.each([
    [['--client-cert', 'ada.pem'], 'a client certificate needs its key'],
    [['--ca', 'none.pem'], 'ENOENT'],
  ])('are rejected: %j', async ([flag = '', file = ''], message) => {
    const { code, stderr } = await runCli([
      'call',
      join(folder, 'secured.json'),
      'things',
      flag,
      join(folder, file),
    ]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
