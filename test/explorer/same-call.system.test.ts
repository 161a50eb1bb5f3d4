import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commandOf, curlOf } from '../../web/result/same-call.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { petstorePath, serveCliHttp } from '../support/cli.ts';
import { startUpstream, jsonAnswer } from '../support/upstream.ts';
import type { CallEntry } from '../../web/protocol/mcp-types.ts';
import type { CallCommand } from '../../src/explorer/explorer-types.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { RecordedRequest } from '../support/upstream.ts';

const execute = promisify(execFile);

async function readJson(url: URL): Promise<object> {
  return (await (await fetch(url)).json()) as object;
}

/** Runs a command as a person who pastes it into a shell, in a folder without anything. */
async function paste(command: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-paste-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = { PATH: process.env['PATH'], HOME: folder, OPENAPI_MCP_CACHE: 'off' };
  return (await execute('sh', ['-c', command], { cwd: folder, env })).stdout;
}

const shown = ({ method, target, headers, body }: RecordedRequest): object => ({
  method,
  target,
  headers: headers
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .filter((line) => !/^(?:host|connection|content-length|transfer-encoding):/.test(line))
    .sort(),
  body: body.toString(),
});

function writeConfig(folder: string, url: string): string {
  const path = join(folder, 'two.config.yaml');
  const api = `{ document: ${petstorePath}, baseUrl: '${url}' }`;
  writeFileSync(path, `apis:\n  pets: ${api}\n  shop: ${api}\n`);
  return path;
}

describe('a call of the explorer, pasted into a shell', () => {
  it.each<[name: string, tool: string, args: JsonObject, words: (folder: string, url: string) => string[]]>([
    [
      'with a query',
      'listPets',
      { filter: { maxPrice: 9000 }, tags: ['calm', 'indoor'] },
      (_, url) => [petstorePath, '--base-url', url],
    ],
    [
      'with a body and a header',
      'createPet',
      { body: { name: "Rex & 'Co' $HOME", species: 'dog', price: 9000 } },
      (_, url) => [petstorePath, '--base-url', url, '--header', 'X-Tenant: a b'],
    ],
    [
      'of one of two documents',
      'pets_getPet',
      { petId: 2 },
      (_, url) => [
        `pets=${petstorePath}`,
        `shop=${petstorePath}`,
        '--base-url',
        `pets=${url}`,
        '--base-url',
        'shop=http://127.0.0.1:9',
      ],
    ],
    [
      'of one API of a config file',
      'shop_getPet',
      { petId: 2 },
      (folder, url) => ['--config', writeConfig(folder, url)],
    ],
  ])('%s sends the same request', async (_, tool, args, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-call-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await using upstream = await startUpstream(jsonAnswer({ id: 2, name: 'Mabel' }));
    await using server = await serveCliHttp(words(folder, `${upstream.url}/v1`));
    const data = (path: string): Promise<object> => readJson(new URL(`explorer/${path}`, server.url));
    const facts = (await data('info')) as { commands: CallCommand[] };
    const client = await connectHttp(clientKinds[2], server.url);
    await client.callTool(tool, args);
    await client.close();
    const { calls } = (await data('calls')) as { calls: { id: number }[] };
    const { exchanges } = (await data(`calls?id=${calls.at(-1)?.id}`)) as CallEntry;
    expect(await paste(commandOf(facts, tool, args) ?? '')).toContain('Mabel');
    await paste(curlOf(exchanges[0] ?? { method: '', url: '', requestHeaders: [], duration: 0 }));
    const [first, ...others] = upstream.requests.map(shown);
    expect(others).toEqual([first, first]);
  });
});
