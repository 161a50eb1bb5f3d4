import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { petstorePath, startCli } from '../support/cli.ts';

it('promtool finds no mistake in the metrics', async () => {
  await using server = startCli(['serve', petstorePath, '--mock', '--metrics', '127.0.0.1:0']);
  const url = await server.printed(/^Metrics at (.*)$/m);
  const client = await server.connect(clientKinds[0]);
  await client.callTool('getPet', { petId: 1 });
  const input = await (await fetch(url)).text();
  await client.close();
  expect(input).toContain('openapi_mcp_calls_total{tool="getPet",outcome="success"} 1');
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
