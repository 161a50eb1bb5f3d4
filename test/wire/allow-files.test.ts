import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectSpawned, serveCommand } from '../support/cli.ts';
import { documentOf, tool } from '../support/document.ts';
import { runIn } from '../support/terminal.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

/** Tests `--allow-files` from the command line to the request. */

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-allow-'));
const shared = join(folder, 'shared');
const document = join(folder, 'api.json');
const inside = pathToFileURL(join(shared, 'cat.png')).href;
const outside = pathToFileURL(join(folder, 'secret.txt')).href;
const refusal = 'is outside the folder that files may be read from';
let upstream: Upstream;

beforeAll(async () => {
  mkdirSync(shared);
  writeFileSync(join(shared, 'cat.png'), 'a cat');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const body = { mediaType: 'application/octet-stream' };
  writeFileSync(document, JSON.stringify(documentOf({ method: 'post', body })));
  upstream = await startUpstream();
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await upstream.close();
});

function run(url: string, ...flags: string[]): ReturnType<typeof runIn> {
  return runIn(['call', document, tool, '--body', url, '--base-url', upstream.url, ...flags]);
}

describe('call', () => {
  it('sends the bytes of a file below the folder', async () => {
    const count = upstream.requests.length;
    expect(await run(inside, '--allow-files', shared)).toMatchObject({ code: 0 });
    const sent = upstream.requests.slice(count).map(({ body }) => body.toString());
    expect(sent).toEqual(['a cat']);
  });

  it.each([
    ['a file outside the folder', outside, ['--allow-files', shared], refusal],
    ['a file without a folder', inside, [], 'is a file: URL, and this server reads no files'],
  ])('refuses %s', async (_, url, flags, message) => {
    const count = upstream.requests.length;
    const { code, out, error } = await run(url, ...flags);
    expect(code).not.toBe(0);
    expect(out + error).toContain(message);
    expect(upstream.requests).toHaveLength(count);
  });
});

describe.each(clientKinds)('serve, $label', (kind) => {
  it('reads files below the folder and none outside it', async () => {
    const count = upstream.requests.length;
    const flags = ['--base-url', upstream.url, '--allow-files', shared];
    const client = await connectSpawned(kind, serveCommand([document, ...flags]));
    expect(client.instructions).toContain('file: URL');
    await client.callTool(tool, { body: inside });
    const refused = await client.callTool(tool, { body: outside });
    expect(upstream.requests.slice(count).map(({ body }) => body.toString())).toEqual(['a cat']);
    expect(refused).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: expect.stringContaining(refusal) }],
    });
    await client.close();
  });
});
