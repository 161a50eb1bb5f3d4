// Lists all tools and templates of a document with the clients of both SDKs over stdio, and prints how long that takes.
// The default document is as large as Microsoft Graph's.
// node bench/list.js [spec]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { createGraphDocument } from './graph.js';

const folder = mkdtempSync(join(tmpdir(), 'list-'));
const spec = process.argv[2] ?? join(folder, 'graph.json');
const information = { name: 'list', version: '1.0.0' };
const command = {
  command: process.execPath,
  args: [fileURLToPath(new URL('../dist/cli.js', import.meta.url)), 'serve', spec],
  // A cache would make the second client faster.
  env: { ...process.env, OPENAPI_MCP_CACHE: 'off' },
  stderr: 'ignore',
};

try {
  if (process.argv[2] === undefined) writeFileSync(spec, JSON.stringify(createGraphDocument()));
  await list('v1 client', new ClientV1(information), new StdioV1(command));
  await list('v2 client', new ClientV2(information), new StdioV2(command));
} finally {
  rmSync(folder, { recursive: true });
}

async function list(label, client, transport) {
  const start = performance.now();
  await client.connect(transport);
  const tools = await everyPage((params) => client.listTools(params), 'tools');
  const templates = await everyPage((params) => client.listResourceTemplates(params), 'resourceTemplates');
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  await client.close();
  const names = new Set(tools.items.map(({ name }) => name)).size;
  console.log(
    `${label}  ${names} tools on ${tools.pages} pages, ${templates.items.length} templates in ${seconds} s`,
  );
}

/** Lists every page. The cursor keeps the v2 client from fetching all pages in one call. */
async function everyPage(ask, key) {
  const items = [];
  let pages = 0;
  for (let cursor = ''; cursor !== undefined; pages += 1) {
    const page = await ask({ cursor });
    items.push(...page[key]);
    cursor = page.nextCursor;
  }
  return { items, pages };
}
