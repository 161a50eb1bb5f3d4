// Clients that only write requests and count responses, so that most of the work is the server's.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';

const callOf = (name) => ({ method: 'tools/call', params: { name, arguments: { petId: 2 } } });
const initialize = {
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'calls', version: '1.0.0' },
  },
};

/** Starts a command. Modules and options are those of Node.js. */
function start([first, ...rest], env, stdio) {
  const [program, args] = /^-|\.m?js$/.test(first) ? [process.execPath, [first, ...rest]] : [first, rest];
  return spawn(program, args, { stdio, env: { ...process.env, ...env } });
}

/** Starts a server on standard input and output. Returns its process and a function that makes one call. */
export async function connectStdio(command, env = {}) {
  const child = start(command, env, ['pipe', 'pipe', 'ignore']);
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
  await ask(initialize);
  send({ method: 'notifications/initialized' });
  const { result } = await ask({ method: 'tools/list' });
  // A peer may name its only tool in another way.
  const own = callOf(result.tools[0].name);
  return { child, call: async () => check(await ask(own)), close: () => child.kill() };
}

/** Starts a server over HTTP, which prints its URL to standard error unless `given` is it. */
export async function connectHttp(command, env = {}, given) {
  const child = start(command, env, ['ignore', 'ignore', 'pipe']);
  const url = given ?? (await printedUrl(child));
  child.stderr.resume();
  const pool = new Pool(url.origin, { connections: 16 });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  };
  let last = 0;
  async function post(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    const response = await pool.request({ path: url.pathname, method: 'POST', headers, body });
    return { response, text: await response.body.text() };
  }
  async function ask(request) {
    last += 1;
    const { response, text } = await post({ id: last, ...request });
    const json = text.startsWith('{') ? text : (/^data: (\{.*)$/m.exec(text)?.[1] ?? 'null');
    return { response, message: JSON.parse(json) };
  }
  const opened = await untilListening(() => ask(initialize));
  const session = opened.response.headers['mcp-session-id'];
  if (session !== undefined) headers['mcp-session-id'] = session;
  await post({ method: 'notifications/initialized' });
  const { message } = await ask({ method: 'tools/list' });
  const own = callOf(message.result.tools[0].name);
  return {
    child,
    call: async () => check((await ask(own)).message),
    close: () => {
      void pool.destroy();
      child.kill();
    },
  };
}

/** Returns the URL that a server prints to standard error. */
function printedUrl(child) {
  return new Promise((resolve, reject) => {
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
}

const patience = 20_000;

/** Repeats a request until a server listens. */
async function untilListening(request) {
  for (let waited = 0; ; waited += 100)
    try {
      return await request();
    } catch (error) {
      if (error.code !== 'ECONNREFUSED' || waited > patience) throw error;
      await setTimeout(100);
    }
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
