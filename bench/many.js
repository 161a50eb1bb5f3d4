// Measures the time from the start of one server of several documents to its response to tools/list, as a ratio to the sum
// of servers of one document each, without a cache. The servers start in turn, and the median counts.
// The default documents are ten real ones in the devDependencies.
// node bench/many.js [--runs N] [--limit RATIO] [document…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const realDocuments = [
  '@netlify/open-api/dist/swagger.json',
  '@okta/openapi/dist/spec.yaml',
  '@figma/rest-api-spec/openapi/openapi.yaml',
  '@mojaloop/api-snippets/docs/dist/openapi.yaml',
  '@shopware/api-client/api-types/adminApiSchema.json',
  '@shopware/api-client/api-types/storeApiSchema.json',
  '@readme/oas-examples/3.0/json/petstore.json',
  '@readme/oas-examples/3.0/json/star-trek.json',
  '@readme/oas-examples/3.1/json/train-travel.json',
  'rclone-openapi/openapi.yaml',
];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, limit: { type: 'string', default: '0.6' } },
});
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const paths =
  positionals.length > 0 ? positionals : realDocuments.map((name) => here(`../node_modules/${name}`));
const documents = paths.map((document, index) => `api${index}=${document}`);
const runs = Number(values.runs);
if (documents.length < 2 || !Number.isInteger(runs) || runs < 1) {
  console.error('Usage: node bench/many.js [--runs N] [--limit RATIO] [document…]');
  process.exit(2);
}

const joined = [];
const alone = paths.map(() => []);
for (let run = 0; run < runs; run++) {
  joined.push(await startAndList(documents));
  for (const [index, document] of paths.entries()) alone[index].push(await startAndList([document]));
}
const sum = alone.map(median).reduce((total, each) => total + each, 0);
const ratio = median(joined) / sum;
console.log(
  `${documents.length} documents: ${median(joined).toFixed(0)} ms in one server, ${sum.toFixed(0)} ms as the sum of servers alone, ratio ${ratio.toFixed(2)}`,
);
if (ratio > Number(values.limit)) process.exitCode = 1;

/** Returns the milliseconds from the start of a server to its first list of tools. */
async function startAndList(sources) {
  const start = performance.now();
  const server = spawn(process.execPath, [here('../dist/cli.js'), 'serve', ...sources], {
    env: { ...process.env, OPENAPI_MCP_CACHE: 'off' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const clientInfo = { name: 'bench', version: '1' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  await ask({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
  const { result } = await ask({ jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} });
  const duration = performance.now() - start;
  if (!(result?.tools.length > 0)) throw new Error(`No tools from ${sources.join(' ')}`);
  const exited = once(server, 'exit');
  server.stdin.end();
  await exited;
  return duration;

  async function ask(message) {
    server.stdin.write(`${JSON.stringify(message)}\n`);
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The server of ${sources.join(' ')} ended`);
      const response = JSON.parse(value);
      if (response.id === message.id) return response;
    }
  }
}

function median(samples) {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
