import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v0_3 } from '@anthropic-ai/mcpb';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { nodeProgram } from '../support/ci-tools.ts';
import { connectSpawned, listening, petstorePath, start } from '../support/cli.ts';
import { packInto } from '../support/pack.ts';
import { startPetstore } from '../support/petstore.ts';

/** A fresh project with the packed package, and its dependencies from the registry. */
const project = mkdtempSync(join(tmpdir(), 'openapi-mcp-nodes-'));
const bin = join(project, 'node_modules/openapi-mcp/dist/cli.js');

beforeAll(() => {
  writeFileSync(join(project, 'package.json'), '{}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', packInto(project)], {
    cwd: project,
    stdio: 'pipe',
  });
  copyFileSync(petstorePath, join(project, 'openapi.yaml'));
}, 300_000);
afterAll(() => rmSync(project, { recursive: true }));

/** The tests themselves run on the oldest version of Node.js that is supported. */
const majors = [20, 22, 24, 26];
const programOf = (major: number): string => (major === 20 ? process.execPath : nodeProgram(major));

describe.each(majors)('the installed package on Node.js %i', (major) => {
  async function run(args: string[], home = project) {
    await using running = start(programOf(major), args, { cwd: project, env: { HOME: home } });
    running.child.stdin.end();
    const code = await running.ended;
    return { code, stdout: running.stdout(), stderr: running.stderr() };
  }

  it('is run by that version', async () => {
    expect((await run(['--version'])).stdout).toMatch(new RegExp(`^v${major}\\.`));
  });

  it('serves a client that calls a tool', async () => {
    await using petstore = await startPetstore();
    const client = await connectSpawned(clientKinds[2], {
      command: programOf(major),
      args: [bin, 'serve', 'openapi.yaml', '--base-url', petstore.url],
      cwd: project,
    });
    expect(await client.listTools()).toHaveLength(25);
    expect(await client.callTool('getPetPrice', { petId: 1 })).toMatchObject({ structuredContent: 6500 });
    await client.close();
  });

  it('installs an entry, from which a client starts it', async () => {
    const home = mkdtempSync(join(project, 'home-'));
    const file = join(home, '.cursor/mcp.json');
    const install = [bin, 'install', 'openapi.yaml', '--client', 'cursor'];
    const shown = await run([...install, '--dry-run'], home);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(file) });
    expect(await run(install, home)).toMatchObject({ code: 0 });
    const [entry] = Object.values<{ command: string; args: string[] }>(
      JSON.parse(readFileSync(file, 'utf8')).mcpServers,
    );
    if (entry === undefined) throw new Error(`${file} has no server`);
    const client = await connectSpawned(clientKinds[0], { command: entry.command, args: entry.args });
    expect(await client.listTools()).toHaveLength(25);
    await client.close();
  });

  it('runs dev until it is stopped', async () => {
    await using dev = start(programOf(major), [bin, 'dev', 'openapi.yaml', '--port', '0'], { cwd: project });
    const client = await connectHttp(clientKinds[2], await dev.printed(listening));
    expect(await client.callTool('getPetPrice', { petId: 1 })).not.toHaveProperty('isError');
    await client.close();
    dev.signal('SIGTERM');
    expect(await dev.ended).toBe(0);
  });

  it('writes a bundle that is valid', async () => {
    const out = join(project, `node-${major}.mcpb`);
    expect(await run([bin, 'bundle', 'openapi.yaml', '--out', out])).toMatchObject({ code: 0 });
    const { 'manifest.json': manifest = new Uint8Array() } = unzipSync(readFileSync(out));
    expect(v0_3.McpbManifestSchema.safeParse(JSON.parse(strFromU8(manifest))).error).toBeUndefined();
  });
});
