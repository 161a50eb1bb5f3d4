// The least that a server of the MCP SDK can do for a call: `floor` makes the request with undici and returns the
// response, `constant` returns a constant.
// node bench/calls/floor.js floor|constant stdio|http <upstream URL>
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Pool } from 'undici';

const [kind, transport, upstream] = process.argv.slice(2);
const pool = new Pool(upstream, { connections: 64 });
const constant = { content: [{ type: 'text', text: '{"id":2}' }], structuredContent: { id: 2 } };
const tool = {
  name: 'getPet',
  inputSchema: { type: 'object', properties: { petId: { type: 'integer' } }, required: ['petId'] },
};

async function call({ arguments: { petId } }) {
  if (kind === 'constant') return constant;
  const { body } = await pool.request({ path: `/pets/${petId}`, method: 'GET' });
  const text = await body.text();
  return { content: [{ type: 'text', text }], structuredContent: JSON.parse(text) };
}

function build() {
  const server = new Server({ name: 'floor', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools: [tool] }));
  server.setRequestHandler('tools/call', ({ params }) => call(params));
  return server;
}

if (transport === 'stdio') serveStdio(build);
else {
  const handler = toNodeHandler(createMcpHandler(build));
  const server = createServer((request, response) => void handler(request, response));
  server.listen(0, '127.0.0.1', () =>
    console.error(`Listening on http://127.0.0.1:${server.address().port}/mcp`),
  );
}
