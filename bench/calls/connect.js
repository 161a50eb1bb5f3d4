// Clients that only write requests and count responses, so that most of the work is the server's.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

const callOf = (name) => ({ method: 'tools/call', params: { name, arguments: { petId: 2 } } });
const call = callOf('getPet');

/** Starts a server on standard input and output. Returns its process and a function that makes one call. */
export async function connectStdio(command, env = {}) {
  const child = spawn(process.execPath, command, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  const waiting = new Map();
  let last = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const ask = (request) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      send({ id: last, ...request });
    });
  const clientInfo = { name: 'calls', version: '1.0.0' };
  await ask({
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
  });
  send({ method: 'notifications/initialized' });
  const { result } = await ask({ method: 'tools/list' });
  // A peer may name its only tool in another way.
  const own = callOf(result.tools[0].name);
  return { child, call: async () => check(await ask(own)), close: () => child.kill() };
}

/** Starts a server over HTTP, which prints its URL to standard error. */
export async function connectHttp(command, env = {}) {
  const child = spawn(process.execPath, command, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      // A log may follow.
      if (text.length > 10_000) return;
      text += chunk;
      const found = /(http:\/\/\S+\/mcp)/.exec(text)?.[1];
      if (found !== undefined) resolve(new URL(found));
    });
    child.on('exit', () => reject(new Error(text)));
  });
  const pool = new Pool(url.origin, { connections: 16 });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  };
  let last = 0;
  async function post() {
    last += 1;
    const body = JSON.stringify({ jsonrpc: '2.0', id: last, ...call });
    const response = await pool.request({ path: url.pathname, method: 'POST', headers, body });
    const text = await response.body.text();
    check(JSON.parse(text.startsWith('{') ? text : (/^data: (\{.*)$/m.exec(text)?.[1] ?? 'null')));
  }
  return {
    child,
    call: post,
    close: () => {
      void pool.destroy();
      child.kill();
    },
  };
}

/** Calls the API itself. */
export function connectDirect(upstream) {
  const pool = new Pool(upstream, { connections: 64 });
  const request = async () => {
    const { body } = await pool.request({ path: '/pets/2', method: 'GET' });
    await body.text();
  };
  return { call: request, close: () => void pool.destroy() };
}

function check(message) {
  if (message?.result?.content === undefined || message.result.isError === true)
    throw new Error(`A call failed: ${JSON.stringify(message)}`);
}
