import { execFileSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { asJsonObject } from '../../src/json/narrow.ts';
import { ciTool } from '../support/ci-tools.ts';
import { start } from '../support/cli.ts';

const programs = { 'claude-code': 'claude', codex: 'codex', 'gemini-cli': 'gemini' };

/** A client whose command line `.ci/run` installs. */
export type RealClientId = keyof typeof programs;

/** A command line of a client, in a home folder of its own. */
export interface RealClient {
  id: RealClientId;
  program: string;
  home: string;
  env: Record<string, string>;
  /** Runs a command in the home folder, and returns its output. */
  shell(command: string): string;
}

/** Returns the command line of a client. `variables` are set where it is started. */
export function realClient(id: RealClientId, home: string, variables: Record<string, string>): RealClient {
  const program = programs[id];
  const env = {
    ...variables,
    PATH: [dirname(ciTool(`${id}/node_modules/.bin/${program}`)), process.env['PATH']].join(delimiter),
    HOME: home,
    OPENAPI_MCP_CACHE: 'off',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  };
  return {
    id,
    program,
    home,
    env,
    shell: (command) => execFileSync('sh', ['-c', `${command} 2>&1`], { cwd: home, env, encoding: 'utf8' }),
  };
}

/** Returns the line of a server in the list of a client, which says that the client is connected to it. */
export async function listServer(client: RealClient, name: string): Promise<string> {
  const lines = client.shell(`${client.program} mcp list`).split('\n');
  const listed = lines.find((line) => line.includes(name)) ?? '';
  // Codex lists its servers without starting them.
  if (client.id !== 'codex' || listed === '') return listed;
  return (await listToolsOfCodex(client, name)).length > 5 ? `${listed} Connected` : listed;
}

/** Returns the tools that Codex lists to its user interfaces. */
async function listToolsOfCodex({ home, env }: RealClient, name: string): Promise<string[]> {
  await using server = start('codex', ['app-server'], { cwd: home, env });
  const send = (message: object): unknown => server.child.stdin.write(`${JSON.stringify(message)}\n`);
  send({ id: 1, method: 'initialize', params: { clientInfo: { name: 'test', version: '1' } } });
  send({ method: 'initialized' });
  send({ id: 2, method: 'mcpServerStatus/list', params: {} });
  for await (const line of createInterface(server.child.stdout)) {
    const message = asJsonObject(JSON.parse(line));
    if (message?.['id'] !== 2) continue;
    const { data } = asJsonObject(message['result']) ?? {};
    const servers = Array.isArray(data) ? data.map(asJsonObject) : [];
    const found = servers.find((each) => each?.['name'] === name);
    return Object.keys(asJsonObject(found?.['tools']) ?? {});
  }
  throw new Error(`codex app-server ended: ${server.stderr()}`);
}
