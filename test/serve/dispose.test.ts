import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createMock, createServer, loadDocument, openAuditLog } from '../../src/index.ts';
import { createClient } from '../../src/runtime/client.ts';
import { documentOf } from '../support/document.ts';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';

async function isListening(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

it('await using closes servers and mocks', async () => {
  const urls: string[] = [];
  {
    await using server = await createServer(documentOf({}));
    await using http = await server.serveHttp({ port: 0 });
    await using mock = await createMock(await loadDocument(documentOf({})));
    urls.push(http.url, mock.url);
    expect(await Promise.all(urls.map(isListening))).toEqual([true, true]);
  }
  expect(await Promise.all(urls.map(isListening))).toEqual([false, false]);
});

it('await using closes a connection over streams', async () => {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough() };
  let closed: Promise<void> | undefined;
  {
    await using server = await createServer(documentOf({}));
    await using connection = await server.serveStdio(streams);
    closed = connection.closed;
  }
  await expect(closed).resolves.toBeUndefined();
});

it('await using closes clients and audit logs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-dispose-'));
  const log = openAuditLog(join(folder, 'audit.log'));
  const { descriptor } = await createServer(documentOf({}));
  {
    await using client = createClient(descriptor);
    await using open = log;
    expect([client, open]).toHaveLength(2);
  }
  expect(() => log.write({} as AuditEntry)).toThrow('The audit log is closed.');
  const other = openSync(join(folder, 'other.log'), 'w');
  log.close();
  expect(writeSync(other, 'still open')).toBe(10);
  closeSync(other);
  rmSync(folder, { recursive: true });
});
