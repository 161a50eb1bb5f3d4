import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatSummary, shortLines } from '../../src/cli/start-summary.ts';
import { describeApi, loadDocument, openCredentials } from '../../src/index.ts';
import { runIn } from '../support/terminal.ts';
import { securedDocument } from './secured-api.ts';
import type { JsonObject } from '../../src/json/value.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-inspect-'));
const path = join(folder, 'secured.json');
const tokenUrl = 'https://a.example/token';
const authorizationUrl = 'https://a.example/authorize';

const document = securedDocument(
  'https://a.example',
  {
    key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    machine: { type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes: {} } } },
    person: { type: 'oauth2', flows: { authorizationCode: { tokenUrl, authorizationUrl, scopes: {} } } },
    browser: { type: 'oauth2', flows: { implicit: { authorizationUrl, scopes: {} } } },
    identity: { type: 'openIdConnect', openIdConnectUrl: 'https://a.example' },
    tls: { type: 'mutualTLS' },
    old: { type: 'http', scheme: 'basic', deprecated: true },
    broken: { type: 'magic' },
  },
  { things: [{ key: [] }] },
);

beforeAll(() => writeFileSync(path, JSON.stringify(document)));
afterAll(() => rmSync(folder, { recursive: true }));

it('inspect shows the variables of each scheme', async () => {
  const { out } = await runIn(['inspect', path, '--name', 'secured']);
  const section = out.slice(out.indexOf('Security schemes'), out.indexOf('Warnings'));
  expect(section.replaceAll(/\s+/g, ' ').trim()).toBe(
    [
      'Security schemes (8)',
      'key: key in header X-Key, from SECURED_KEY',
      'machine: oauth2 clientCredentials, from SECURED_MACHINE, or SECURED_MACHINE_CLIENT_ID and SECURED_MACHINE_CLIENT_SECRET; besides SECURED_MACHINE_SCOPES, SECURED_MACHINE_PARAMETERS, SECURED_MACHINE_TOKEN_URL, SECURED_MACHINE_TOKEN_FORMAT',
      'person: oauth2 authorizationCode, from SECURED_PERSON, or SECURED_PERSON_CLIENT_ID and SECURED_PERSON_REFRESH_TOKEN, or openapi-mcp login; besides SECURED_PERSON_CLIENT_SECRET, SECURED_PERSON_SCOPES, SECURED_PERSON_PARAMETERS, SECURED_PERSON_TOKEN_URL, SECURED_PERSON_TOKEN_FORMAT',
      'browser: oauth2 implicit, from SECURED_BROWSER; the implicit flow issues tokens to browsers only: get one there and set it as SECURED_BROWSER',
      'identity: openIdConnect, from SECURED_IDENTITY, or SECURED_IDENTITY_CLIENT_ID and SECURED_IDENTITY_CLIENT_SECRET, or SECURED_IDENTITY_CLIENT_ID and SECURED_IDENTITY_REFRESH_TOKEN, or openapi-mcp login; besides SECURED_IDENTITY_CLIENT_SECRET, SECURED_IDENTITY_SCOPES, SECURED_IDENTITY_PARAMETERS, SECURED_IDENTITY_TOKEN_URL, SECURED_IDENTITY_TOKEN_FORMAT',
      'tls: mutualTLS, from SECURED_TLS_CERT and SECURED_TLS_KEY; besides SECURED_TLS_PASSPHRASE',
      'old: http basic, deprecated, from SECURED_OLD_USERNAME and SECURED_OLD_PASSWORD',
      'broken: unknown, nothing can be sent; --header can send what the API wants',
    ].join(' '),
  );
});

it('inspect --json lists all variables', async () => {
  const { out } = await runIn(['inspect', path, '--name', 'secured', '--json']);
  const { securitySchemes } = JSON.parse(out) as { securitySchemes: Record<string, JsonObject> };
  expect(securitySchemes['machine']?.['environment']).toEqual([
    'SECURED_MACHINE',
    'SECURED_MACHINE_CLIENT_ID',
    'SECURED_MACHINE_CLIENT_SECRET',
    'SECURED_MACHINE_SCOPES',
    'SECURED_MACHINE_PARAMETERS',
    'SECURED_MACHINE_TOKEN_URL',
    'SECURED_MACHINE_TOKEN_FORMAT',
  ]);
});

it('the start summary shows the credentials that are set, and warns of unsafe options', async () => {
  const { descriptor } = describeApi(await loadDocument(document), { name: 'secured' });
  const sources = { key: 'SECURED_KEY_FILE', machine: 'a command', person: 'openapi-mcp login' };
  const options = { request: { connection: { insecure: true }, forwardHeaders: ['authorization'] } };
  const lines = formatSummary(descriptor, [], options, sources).split('\n');
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(/^WARNING: --insecure is on: TLS certificates are not checked/),
    expect.stringMatching(/^WARNING: Authorization is forwarded: the API receives the tokens/),
    [
      'Credentials: SECURED_KEY_FILE (set)',
      'machine from a command',
      'person from openapi-mcp login',
      'SECURED_BROWSER (not set)',
      'SECURED_IDENTITY, or SECURED_IDENTITY_CLIENT_ID and SECURED_IDENTITY_CLIENT_SECRET, or SECURED_IDENTITY_CLIENT_ID and SECURED_IDENTITY_REFRESH_TOKEN, or openapi-mcp login (not set)',
      'SECURED_TLS_CERT and SECURED_TLS_KEY (not set)',
      'SECURED_OLD_USERNAME and SECURED_OLD_PASSWORD (not set)',
      'nothing can be sent for broken (--header can send what the API wants)',
    ].join(', '),
  ]);
});

it.each<[title: string, environment: Record<string, string>, headers: Record<string, string>, short: string]>([
  ['none', { SECURED_KEY: 'long enough', SECURED_MACHINE_CLIENT_ID: 'me' }, { 'X-Tenant': 'a' }, ''],
  ['a key', { SECURED_KEY: 'short' }, {}, 'SECURED_KEY'],
  ['a password, but no user', { SECURED_OLD_USERNAME: 'ada', SECURED_OLD_PASSWORD: 'pw' }, {}, 'SECURED_OLD_PASSWORD'],
  ['several', { SECURED_KEY: 'short', SECURED_MACHINE_CLIENT_SECRET: 's' }, { 'X-Api-Key': 'k' }, 'SECURED_KEY, SECURED_MACHINE_CLIENT_SECRET, --header X-Api-Key'],
])('the start summary names secrets that are too short to be redacted: %s', async (_, environment, headers, names) => {
  const { descriptor } = describeApi(await loadDocument(document), { name: 'secured' });
  const { short } = await openCredentials(descriptor, { environment });
  const text = ': too short to be told from words, and not redacted from responses. Use secrets of 8 characters or more.';
  expect(shortLines({ short, options: { request: { headers } } })).toEqual(names === '' ? [] : [`WARNING: ${names}${text}`]);
}); // prettier-ignore
