// The calls of a soak, in their mix, over HTTP with MCP 2026-07-28, where closing a request cancels its call.
import { Pool } from 'undici';

/** The tools with the share of the calls that each gets. */
const mix = { quick: 0.75, failing: 0.1, slow: 0.04, endless: 0.05, big: 0.06 };
/** Milliseconds until an endless call is cancelled. */
const patience = 50;

const protocolVersion = '2026-07-28';
const meta = {
  'io.modelcontextprotocol/protocolVersion': protocolVersion,
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'soak', version: '1' },
};

/** Makes calls until `stop`, some at a time. `take` returns the latencies by tool since the last time. */
export function startCalls(url, inFlight) {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: inFlight });
  let latencies = {};
  const stopping = new AbortController();
  let last = 0;

  async function call(tool) {
    last += 1;
    const params = { name: tool, arguments: {}, _meta: meta };
    const { body, statusCode } = await pool.request({
      path: pathname,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': protocolVersion,
        'mcp-method': 'tools/call',
        'mcp-name': tool,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: last, method: 'tools/call', params }),
      signal: tool === 'endless' ? AbortSignal.timeout(patience) : undefined,
    });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('"isError":true') !== (tool === 'failing'))
      throw new Error(`${tool} got ${statusCode}: ${text.slice(0, 500)}`);
  }

  async function callMany() {
    while (!stopping.signal.aborted) {
      const tool = choose();
      const start = performance.now();
      try {
        await call(tool);
      } catch (error) {
        if (error.name !== 'TimeoutError') throw error;
      }
      latencies[tool] ??= [];
      latencies[tool].push(performance.now() - start);
    }
  }

  const running = Promise.all(Array.from({ length: inFlight }, callMany));
  return {
    running,
    take() {
      const taken = latencies;
      latencies = {};
      return taken;
    },
    async stop() {
      stopping.abort();
      await running;
      await pool.destroy();
    },
  };
}

function choose() {
  let rest = Math.random();
  for (const [tool, share] of Object.entries(mix)) {
    rest -= share;
    if (rest < 0) return tool;
  }
  return 'quick';
}

/** Returns the document of upstream.js. */
export function documentOf(upstream) {
  const responses = { 200: { description: 'ok', content: { 'application/json': { schema: {} } } } };
  return {
    openapi: '3.1.0',
    info: { title: 'Soak', version: '1.0.0' },
    servers: [{ url: upstream }],
    paths: Object.fromEntries(
      Object.keys(mix).map((tool) => [`/${tool}`, { get: { operationId: tool, responses } }]),
    ),
  };
}
