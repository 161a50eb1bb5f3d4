import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSetups } from '../../web/connect/client-configs.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { ciTool } from '../support/ci-tools.ts';
import { connectSpawned, petstorePath, serveCliHttp } from '../support/cli.ts';
import { readRemoteEntry, readStartedEntry } from './read-entry.ts';
import { listServer, realClient } from './real-clients.ts';
import type { ClientId } from '../../src/install/clients.ts';
import type { RunningProcess } from '../support/cli.ts';

const token = 'token-of-ada-123456';
const variables = { PET_STORE_TOKEN: token, pet_store_token: token };
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-remote-'));
let open: RunningProcess & { url: string };
let guarded: RunningProcess & { url: string };

beforeAll(async () => {
  writeFileSync(join(folder, 'tokens'), `ada:${token}\n`);
  [open, guarded] = await Promise.all([
    serveCliHttp([petstorePath, '--mock']),
    serveCliHttp([petstorePath, '--mock', '--auth-token-file', join(folder, 'tokens')]),
  ]);
});
afterAll(async () => {
  await Promise.all([open[Symbol.asyncDispose](), guarded[Symbol.asyncDispose]()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Returns the steps of a client on the page that connects clients. */
function stepsOf(client: string, hasToken: boolean) {
  const { url } = hasToken ? guarded : open;
  const setup = clientSetups({ name: 'pet-store', url, hasToken }).find((each) => each.client === client);
  return setup?.steps ?? [];
}

async function countTools(url: string, headers: Record<string, string>): Promise<number> {
  const client = await connectHttp(clientKinds[2], url, headers);
  const tools = await client.listTools();
  await client.close();
  return tools.length;
}

const files: [client: string, id: ClientId, text: RegExp][] = [
  ['Claude Code', 'claude-code', /\.mcp\.json/],
  ['Cursor', 'cursor', /\.cursor\/mcp\.json/],
  ['VS Code', 'vscode', /\.vscode\/mcp\.json/],
  ['Codex', 'codex', /config\.toml/],
  ['Gemini CLI', 'gemini-cli', /settings\.json/],
  ['Windsurf', 'windsurf', /mcp_config\.json/],
  ['Goose', 'goose', /config\.yaml/],
  ['Zed', 'zed', /settings/],
  ['LibreChat', 'librechat', /librechat\.yaml/],
  ['Any other client', 'mcp-json', /mcp\.json/],
];

describe.each([
  ['without a token', false],
  ['with a token', true],
])('the texts of the explorer for a server %s', (_, hasToken) => {
  it.each(files)('connect %s by its file', async (client, id, text) => {
    const { code = '' } = stepsOf(client, hasToken).find((step) => text.test(step.text)) ?? {};
    expect(code).not.toContain(token);
    const filled = code.replace('<your token>', token);
    const { url, headers } = readRemoteEntry(id, filled, 'pet-store', variables);
    expect(await countTools(url, headers)).toBeGreaterThan(5);
  });

  it.each<[client: string, id: ClientId, read: (link: URL) => { key: string; entry: unknown }]>([
    [
      'Cursor',
      'cursor',
      ({ searchParams }) => ({
        key: 'mcpServers',
        entry: JSON.parse(Buffer.from(searchParams.get('config') ?? '', 'base64').toString()),
      }),
    ],
    [
      'VS Code',
      'vscode',
      ({ search }) => ({ key: 'servers', entry: JSON.parse(decodeURIComponent(search.slice(1))) }),
    ],
  ])('connect %s by its link', async (client, id, read) => {
    const link = stepsOf(client, hasToken).flatMap((step) => step.link?.href ?? [])[0] ?? '';
    const { key, entry } = read(new URL(link));
    const file = JSON.stringify({ [key]: { 'pet-store': entry } });
    const { url, headers } = readRemoteEntry(id, file, 'pet-store', variables);
    expect(await countTools(url, headers)).toBeGreaterThan(5);
  });

  it('connect Claude Desktop by a bridge', async () => {
    const { code = '' } =
      stepsOf('Claude Desktop', hasToken).find(({ text }) => text.includes('bridge')) ?? {};
    const text = code.replace('<your token>', token);
    const entry = readStartedEntry('claude-desktop', text, 'pet-store', {});
    const home = makeHome(`bridge-${hasToken}`);
    // There, npx finds the package without the registry.
    const cwd = ciTool('mcp-remote');
    const client = await connectSpawned(clientKinds[0], { ...entry, env: { ...entry.env, HOME: home }, cwd });
    expect((await client.listTools()).length).toBeGreaterThan(5);
    await client.close();
  });
});

describe('the texts of the explorer', () => {
  it('connect the real Claude Code by its command', () => {
    const home = makeHome('claude-code');
    const client = realClient('claude-code', home, variables);
    client.shell(stepsOf('Claude Code', true)[0]?.code ?? '');
    expect(client.shell('claude mcp get pet-store')).toContain('Connected');
  });

  it.each<[client: string, id: 'codex' | 'gemini-cli', path: string]>([
    ['Codex', 'codex', '.codex/config.toml'],
    ['Gemini CLI', 'gemini-cli', '.gemini/settings.json'],
  ])('connect the real %s by its file', async (client, id, path) => {
    const home = makeHome(id);
    mkdirSync(dirname(join(home, path)));
    writeFileSync(join(home, path), stepsOf(client, true)[0]?.code ?? '');
    expect(await listServer(realClient(id, home, variables), 'pet-store')).toContain('Connected');
  });
});

function makeHome(name: string): string {
  const home = join(folder, name);
  mkdirSync(home);
  return home;
}
