import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { ciTool, nodeProgram } from '../support/ci-tools.ts';
import { repository, serveCliHttp, start } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import { answerFixture } from './answers.ts';
import { notOffered2025, notOffered2026 } from './not-offered.ts';
import type { NotOffered } from './not-offered.ts';

const entry = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';

interface Run {
  version: string;
  suite: string;
  /** Returns the path of the suite. The older one does not know 2026-07-28. */
  path: () => string;
  notOffered: NotOffered;
  /** The number of scenarios, and of checks that pass. */
  scenarios: number;
  passed: number;
}

const newer = () => ciTool(join('conformance', entry));
const runs: Run[] = [
  {
    version: '2025-11-25',
    suite: '0.1',
    path: () => join(repository, entry),
    notOffered: notOffered2025,
    scenarios: 32,
    passed: 26,
  },
  {
    version: '2025-11-25',
    suite: '0.2',
    path: newer,
    notOffered: notOffered2025,
    scenarios: 33,
    passed: 59,
  },
  {
    version: '2026-07-28',
    suite: '0.2',
    path: newer,
    notOffered: notOffered2026,
    scenarios: 40,
    passed: 133,
  },
];

/** Returns the checks of each scenario, by their status, from the files that the suite has written. */
function readChecks(folder: string) {
  const scenarios = readdirSync(folder).map((path) => ({
    name: path.replace(/^server-|-\d{4}-\d\d-\d\dT.*$/g, ''),
    checks: JSON.parse(readFileSync(join(folder, path, 'checks.json'), 'utf8')) as CheckResult[],
  }));
  const failed = scenarios.flatMap(({ name, checks }) => {
    const ids = checks
      .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
      .map(({ id }) => id);
    return ids.length === 0 ? [] : [[name, [...new Set(ids)].toSorted()] as const];
  });
  const passed = scenarios.flatMap(({ checks }) => checks).filter(({ status }) => status === 'SUCCESS');
  return { scenarios: scenarios.length, passed: passed.length, failed: Object.fromEntries(failed) };
}

interface CheckResult {
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'INFO' | 'SKIPPED';
}

/** Calls tools once: first calls load modules, and the suite waits half a second for some of its calls. */
async function warmUp(url: string): Promise<void> {
  const client = await connectHttp(clientKinds[2], url);
  for (const name of ['test_logging_tool', 'test_streaming_elicitation']) await client.callTool(name);
  await client.close();
}

it.each(runs)('passes what it offers of $version in version $suite of the suite', async (run) => {
  const results = mkdtempSync(join(tmpdir(), 'conformance-'));
  onTestFinished(() => rmSync(results, { recursive: true }));
  await using api = await startUpstream(answerFixture);
  const config = join(repository, 'test/conformance/server.config.mjs');
  await using server = await serveCliHttp(['--config', config, '--base-url', api.url]);
  await warmUp(server.url);
  const flags = ['--url', server.url, '--suite', 'all', '--spec-version', run.version, '-o', results];
  await using suite = start(nodeProgram(22), [run.path(), 'server', ...flags]);
  await suite.ended;
  const listed = Object.entries(run.notOffered).map(([name, { checks }]) => [name, checks]);
  expect(readChecks(results)).toEqual({
    scenarios: run.scenarios,
    passed: run.passed,
    failed: Object.fromEntries(listed),
  });
});
