import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ciTool } from '../support/ci-tools.ts';
import { petstorePath, runCli } from '../support/cli.ts';

it('adds the entry by the command line of Claude Code, which starts the server, and removes it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-claude-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const claude = ciTool('claude-code/node_modules/.bin/claude');
  const env = {
    PATH: [dirname(claude), process.env['PATH']].join(delimiter),
    HOME: folder,
    OPENAPI_MCP_CACHE: 'off',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
  const runClaude = (...args: string[]): string =>
    execFileSync(claude, args, { cwd: folder, env, encoding: 'utf8' });

  const installed = await runCli(['install', petstorePath, '--client', 'claude-code'], { cwd: folder, env });
  expect(installed).toMatchObject({
    code: 0,
    stdout: `Added pet-store to Claude Code: ${join(folder, '.claude.json')}\n`,
  });
  const shown = runClaude('mcp', 'get', 'pet-store');
  expect(shown).toContain('Connected');
  expect(shown).toContain('OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN=${');
  const removed = await runCli(['uninstall', 'pet-store', '--client', 'claude-code'], { cwd: folder, env });
  expect(removed).toMatchObject({ code: 0 });
  expect(runClaude('mcp', 'list')).toContain('No MCP servers configured');
});
