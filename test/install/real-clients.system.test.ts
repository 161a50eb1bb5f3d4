import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { petstorePath, runCli } from '../support/cli.ts';
import { listServer, realClient } from './real-clients.ts';
import type { RealClientId } from './real-clients.ts';

const token = 'OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN';

it.each<[id: RealClientId, title: string, path: string]>([
  ['claude-code', 'Claude Code', '.claude.json'],
  ['codex', 'Codex', '.codex/config.toml'],
  ['gemini-cli', 'Gemini CLI', '.gemini/settings.json'],
])('the real %s starts the server of its entry, until it is removed', async (id, title, path) => {
  const home = mkdtempSync(join(tmpdir(), 'openapi-mcp-client-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const client = realClient(id, home, {});
  const options = { cwd: home, env: client.env };

  const installed = await runCli(['install', petstorePath, '--client', id], options);
  expect(installed).toMatchObject({
    code: 0,
    stdout: `Added pet-store to ${title}: ${join(home, path)}\n`,
  });
  expect(await listServer(client, 'pet-store')).toContain('Connected');
  // It shows variables, which the lists of the others do not.
  if (id === 'codex') expect(client.shell('codex mcp list')).toContain(`${token}=*****`);
  const removed = await runCli(['uninstall', 'pet-store', '--client', id], options);
  expect(removed).toMatchObject({ code: 0 });
  expect(client.shell(`${client.program} mcp list`)).toContain('No MCP servers configured');
});
