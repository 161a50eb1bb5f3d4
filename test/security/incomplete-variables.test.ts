import { expect, it } from 'vitest';
import { variableLines } from '../../src/cli/start-summary.ts';
import { describeApi, loadDocument, openCredentials } from '../../src/index.ts';
import { securedDocument } from './secured-api.ts';
import type { JsonObject } from '../../src/index.ts';

function flows(...names: string[]): JsonObject {
  const flow = { tokenUrl: 'https://a.example/token', authorizationUrl: 'https://a.example/', scopes: {} };
  return { type: 'oauth2', flows: Object.fromEntries(names.map((name) => [name, flow])) };
}

const basic = { type: 'http', scheme: 'basic' };

// prettier-ignore
it.each<[title: string, scheme: JsonObject | undefined, set: string[], line: string | undefined]>([
  ['nothing', flows('clientCredentials'), [], undefined],
  ['a client without its secret', flows('clientCredentials'), ['CLIENT_ID'], 'A_S_CLIENT_ID is set, A_S_CLIENT_SECRET is not'],
  ['a client with its secret', flows('clientCredentials'), ['CLIENT_ID', 'CLIENT_SECRET'], undefined],
  ['a refresh token without a client', flows('authorizationCode'), ['REFRESH_TOKEN'], 'A_S_REFRESH_TOKEN is set, A_S_CLIENT_ID is not'],
  ['a login for another flow', flows('clientCredentials'), ['USERNAME', 'PASSWORD'], 'A_S_USERNAME and A_S_PASSWORD are set, A_S_CLIENT_ID and A_S_CLIENT_SECRET are not'],
  ['a login and half of a client', flows('clientCredentials'), ['USERNAME', 'PASSWORD', 'CLIENT_SECRET'], 'A_S_CLIENT_SECRET and A_S_USERNAME and A_S_PASSWORD are set, A_S_CLIENT_ID is not'],
  ['a password without a name', flows('password'), ['PASSWORD'], 'A_S_PASSWORD is set, A_S_USERNAME is not'],
  ['settings only', flows('password'), ['SCOPES', 'TOKEN_URL'], undefined],
  ['a token', flows('password'), [''], undefined],
  ['Basic without a name', basic, ['PASSWORD'], 'A_S_PASSWORD is set, A_S_USERNAME is not'],
  ['Basic without a password, which may be empty', basic, ['USERNAME'], undefined],
  ['a certificate without its key', { type: 'mutualTLS' }, ['CERT'], 'A_S_CERT is set, A_S_KEY is not'],
])('half-set variables are named: %s', async (_, scheme, set, line) => {
  const document = securedDocument('https://a.example', { s: scheme ?? {} }, { things: [{ s: [] }] });
  const { descriptor } = describeApi(await loadDocument(document), { name: 'a' });
  const environment = Object.fromEntries(set.map((name) => [name === '' ? 'A_S' : `A_S_${name}`, 'a value']));
  const opened = await openCredentials(descriptor, { environment, tokenFolder: '/nowhere' });
  expect(variableLines(descriptor, opened)).toEqual(
    line === undefined ? [] : [`WARNING: No credential is sent for s: ${line}.`],
  );
});

it('half-set variables of an API that declares no security are named', async () => {
  const { descriptor } = describeApi(
    await loadDocument(securedDocument('https://a.example', {}, { things: [] })),
  );
  const start = 'OPENAPI_MCP_CREDENTIAL_SECURED_';
  const opened = await openCredentials(descriptor, { environment: { [`${start}PASSWORD`]: 'a value' } });
  expect(variableLines(descriptor, opened)).toEqual([
    `WARNING: No credential is sent for basic: ${start}PASSWORD is set, ${start}USERNAME is not.`,
  ]);
});
