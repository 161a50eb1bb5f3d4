import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { listening, petstorePath, startCli } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';

/** Starts `dev` on a free port, calls a tool, and returns the output of the start. */
async function callOnDev(args: string[]): Promise<{ result: object; output: string }> {
  await using running = startCli(['dev', petstorePath, '--port', '0', ...args]);
  const client = await connectHttp(clientKinds[2], await running.printed(listening));
  const result = await client.callTool('getPet', { petId: 2 });
  await client.close();
  running.signal('SIGTERM');
  await running.ended;
  return { result, output: running.stderr() };
}

it('serves a mock over HTTP, and prints how to inspect it', async () => {
  const { result, output } = await callOnDev([]);
  expect(result).toMatchObject({ structuredContent: { name: 'Mabel' } });
  expect(output).toContain('Mocked at http://127.0.0.1:');
  expect(output).toMatch(
    /npx @modelcontextprotocol\/inspector, at http:\/\/localhost:6274\/\?transport=streamable-http&serverUrl=http%3A%2F%2F127\.0\.0\.1%3A\d+%2Fmcp\n/,
  );
});

it('calls the API of --base-url', async () => {
  await using upstream = await startUpstream();
  await callOnDev(['--base-url', upstream.url]);
  expect(upstream.requests.map(({ target }) => target)).toEqual(['/v1/pets/2']);
});

it('calls the API of the document with --upstream', async () => {
  const { output } = await callOnDev(['--upstream']);
  expect(output).toContain('Calls go to http://127.0.0.1:4010/v1');
});

it('follows changes of the document', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-dev-'));
  const path = join(folder, 'openapi.json');
  const write = (name: string): void => {
    const responses = { 200: { description: 'ok', content: { 'text/plain': { example: name } } } };
    const paths = { [`/${name}`]: { get: { operationId: name, responses } } };
    writeFileSync(path, JSON.stringify({ openapi: '3.1.0', info: { title: 'Dev', version: '1' }, paths }));
  };
  write('one');
  await using running = startCli(['dev', path, '--port', '0']);
  const url = await running.printed(listening);
  write('two');
  await running.printed(/^Reloaded: 1 added \(two\); 1 removed \(one\)\.$/m);
  const client = await connectHttp(clientKinds[2], url);
  expect(await client.callTool('two')).toMatchObject({ content: [{ text: 'two' }] });
  await client.close();
  rmSync(folder, { recursive: true });
});
