// Lists all tools and templates of a document with the clients of both SDKs over stdio, and prints how long that takes, and
// the characters of JSON that a model is shown of the tools. Compares the time in which a v1 client takes the list with the
// time without the branch of output schemas that allows any value. The default document is as large as Microsoft Graph's.
// node bench/list.js [spec]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
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
  const tools = await list('v1 client', new ClientV1(information), new StdioV1(command));
  await list('v2 client', new ClientV2(information), new StdioV2(command));
  printSizes(tools);
  await compareOutputs(tools);
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
  return tools.items;
}

function printSizes(tools) {
  const parts = ['name', 'description', 'inputSchema'].map((part) => [
    part,
    tools.reduce((sum, tool) => sum + JSON.stringify(tool[part] ?? '').length, 0),
  ]);
  const total = parts.reduce((sum, [, size]) => sum + size, 0);
  const sizes = parts.map(([part, size]) => `${part} ${size.toLocaleString('en')}`).join(', ');
  console.log(`characters ${total.toLocaleString('en')}: ${sizes}`);
}

/** Prints the time of listing with a v1 client, which compiles output schemas, as a part of that without any value. */
async function compareOutputs(tools) {
  const only = tools.map((tool) => {
    const { anyOf: [schema] = [], ...rest } = tool.outputSchema ?? {};
    return schema === undefined ? tool : { ...tool, outputSchema: { ...rest, ...schema, type: 'object' } };
  });
  const [listed, plain] = [await timeList(tools), await timeList(only)];
  const ratio = (listed / plain).toFixed(2);
  const seconds = [listed, plain].map((time) => `${(time / 1000).toFixed(2)} s`);
  console.log(`output schemas of a v1 client  ${ratio}: ${seconds.join(' with any value, ')} without`);
}

async function timeList(tools) {
  const server = new Server(information, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  const [one, other] = InMemoryTransport.createLinkedPair();
  const client = new ClientV1(information);
  await Promise.all([server.connect(one), client.connect(other)]);
  const start = performance.now();
  await client.listTools();
  const time = performance.now() - start;
  await client.close();
  return time;
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
