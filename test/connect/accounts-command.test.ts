import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../src/index.ts';
import { runCli } from '../support/cli.ts';
import { startCanaryApi, callers, connectCanary } from './canary.ts';
import { serveAccounts } from './connected-api.ts';
import { Agent } from 'node:http';

const secrets = 'secret-of-the-tests-of-the-command';

it('accounts lists what callers have connected, without a secret, and removes it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-accounts-'));
  const place = join(folder, 'store');
  await using api = await startCanaryApi(600);
  const store = await openStore(place, secrets);
  await using server = await serveAccounts(
    api.document,
    { store, secrets },
    { http: { authTokens: callers } },
  );
  const agent = new Agent();
  for (const caller of callers.slice(0, 2)) await connectCanary(server.url, caller, agent);
  agent.destroy();
  const run = (...more: string[]) =>
    runCli(['accounts', '--token-store', place, ...more], { env: { OPENAPI_MCP_AUTH_SECRET: secrets } });
  expect(await run()).toEqual({
    code: 0,
    stdout: 'secured/oauth  canary0.\nsecured/oauth  canary1.\n',
    stderr: '2 accounts.\n',
  });
  expect(await run('--remove')).toMatchObject({ code: 2, stderr: expect.stringContaining('--caller') });
  expect(await run('--caller', 'canary1.', '--remove')).toMatchObject({ stderr: 'Removed 1 account.\n' });
  expect(JSON.parse((await run('--json')).stdout)).toEqual([
    { api: 'secured', scheme: 'oauth', caller: 'canary0.' },
  ]);
  const other = await runCli(['accounts', '--token-store', place], {
    env: { OPENAPI_MCP_AUTH_SECRET: 'other-secret-of-the-tests-of-commands' },
  });
  expect(other).toMatchObject({ stdout: '', stderr: '0 accounts.\n' });
  expect(await runCli(['accounts'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--token-store'),
  });
  rmSync(folder, { recursive: true });
});
