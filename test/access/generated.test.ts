import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createPetStoreServer } from '../../generated/petstore/index.ts';
import { openAuditLog } from '../../generated/petstore/lib/serve/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { startPetstore } from '../support/petstore.ts';

it.each(clientKinds)('a generated server has the same access control, $label', async (kind) => {
  const folder = await mkdtemp(join(tmpdir(), 'generated-'));
  const log = openAuditLog(join(folder, 'audit.log'));
  await using petstore = await startPetstore();
  const server = await createPetStoreServer({
    request: { baseUrl: petstore.url },
    policy: {
      deny: ['removePet'],
      confirm: 'destructive',
      toolScopes: { 'tag:orders': ['orders'], '/orders/**': ['orders'], '/orders': ['orders'] },
    },
    audit: { write: log.write },
  });
  const authTokens = [{ name: 'ada', token: 'the-token-of-ada-lovelace' }];
  const http = await server.serveHttp({ port: 0, host: '0.0.0.0', authTokens });
  const url = http.url.replace('0.0.0.0', '127.0.0.1');
  await expect(connectHttp(kind, url)).rejects.toThrow(/401|bearer token|Unauthorized/i);
  const client = await connectHttp(kind, url, { authorization: 'Bearer the-token-of-ada-lovelace' });
  const names = (await client.listTools()).map(({ name }) => name);
  expect(names).toContain('listPets');
  expect(names.filter((name) => /^(removePet|listOrders|placeOrder)$/.test(String(name)))).toEqual([]);
  await client.callTool('listPets');
  expect(await client.callTool('updatePet', { petId: 1, body: { name: 'Rex' } })).toMatchObject({
    isError: true,
  });
  await client.close();
  await http.close();
  await server.close();
  log.close();
  const lines = (await readFile(join(folder, 'audit.log'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line): object => JSON.parse(line))).toMatchObject([
    { caller: null, request: 'http', status: 401, error: 'TOKEN_MISSING', address: '127.0.0.1' },
    { caller: 'ada', tool: 'listPets', status: 200, error: null },
    { caller: 'ada', tool: 'updatePet', status: null, error: 'CONFIRMATION_UNAVAILABLE' },
  ]);
  await rm(folder, { recursive: true });
});
