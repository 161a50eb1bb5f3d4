// A minimal MCP server over stdio: lists the tools of a file, and returns a constant result. The file is a JSON array of
// pages, each of which is an array of tools.
// node bench/floor-server.js <file>
import { readFileSync } from 'node:fs';
import { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const pages = JSON.parse(readFileSync(process.argv[2], 'utf8'));

serveStdio(() => {
  const server = new Server({ name: 'floor', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', ({ params }) => {
    const index = Number(params?.cursor ?? 0);
    const page = { tools: pages[index] ?? [] };
    return index + 1 < pages.length ? { ...page, nextCursor: String(index + 1) } : page;
  });
  server.setRequestHandler('tools/call', () => ({ content: [{ type: 'text', text: 'ok' }] }));
  return server;
});
