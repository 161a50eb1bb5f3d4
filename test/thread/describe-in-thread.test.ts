import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandlers, describeApi, loadDocument } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { cliPath, petstorePath, start } from '../support/cli.ts';
import type { RunningProcess } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
const documents = {
  'broken.yaml': 'openapi: 3.1.0\ninfo:\n  title: Broken\n wrong\n',
  'empty.yaml': 'openapi: 3.1.0\ninfo: { title: Empty, version: "1" }\npaths: {}\n',
  'parts.yaml': `openapi: 3.0.3
info: { title: Parts, version: '1' }
paths:
  /pets: { get: { parameters: [{ $ref: 'tag.yaml' }], responses: {} } }
`,
  'tag.yaml': 'name: tag\nin: query\nschema: { type: strin }\n',
  'hidden.json': JSON.stringify({ operations: { get_things_0: { hidden: true } } }),
  // More operations than one message of the thread has, and not a multiple of them.
  'many.json': JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Many', version: '1' },
    paths: Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`/things/${index}`, { get: { responses: {} } }]),
    ),
  }),
};
beforeAll(() => {
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';
/** A server that runs describes a changed document in a thread, except on one core or without the permission. */
const environments: [name: string, command: string, args: string[]][] = [
  ['a thread', process.execPath, []],
  ...(process.platform === 'linux'
    ? [['one core', 'taskset', ['-c', '0', process.execPath]] satisfies [string, string, string[]]]
    : []),
  [
    'no permission for threads',
    process.execPath,
    ['--no-warnings', permission, '--allow-fs-read=*', '--allow-fs-write=*'],
  ],
];

function serve(
  [, command, args]: (typeof environments)[number],
  document: string,
  extra: string[] = [],
): RunningProcess {
  return start(command, [...args, cliPath, 'serve', document, ...extra], { cwd: folder });
}

const first = `openapi: 3.1.0
info: { title: First, version: '1' }
paths: { /first: { get: { responses: {} } } }
`;

describe.each(environments)('with %s', (...environment) => {
  const watched = `${environment[0].replaceAll(' ', '-')}.yaml`;

  /** Starts a server of another document, and replaces it. Returns the server when it has said so. */
  async function reload(text: string, extra: string[]): Promise<RunningProcess> {
    writeFileSync(join(folder, watched), first);
    const running = serve(environment, watched, ['--watch', ...extra]);
    await running.printed(/^Listening/m);
    writeFileSync(join(folder, watched), text);
    await running.printed(/^(?:Reloaded|WARNING: not reloaded)/m);
    return running;
  }

  it.each<[title: string, text: string, extra: string[], stderr: string]>([
    [
      'invalid YAML',
      documents['broken.yaml'],
      [],
      `${watched}:4:2: ${watched} is not valid YAML: line 4, column 2: bad indentation of a mapping entry.`,
    ],
    ['no operations', documents['empty.yaml'], [], `${watched}: it has no operations`],
    [
      'a flaw of an external document',
      documents['parts.yaml'],
      ['--strict'],
      `${watched} has 1 flaw:\n- /x-external/tag/schema/type: type "strin" does not exist in JSON Schema (relaxed)\n`,
    ],
  ])('a document with %s is refused', async (_, text, extra, stderr) => {
    await using running = await reload(text, extra);
    running.child.stdin.end();
    expect(await running.ended).toBe(0);
    expect(running.stderr()).toContain('WARNING: not reloaded, so all tools stay as they were. ');
    expect(running.stderr()).toContain(stderr);
  });

  it.each<[title: string, text: string, extra: string[]]>([
    ['the pet store', readFileSync(petstorePath, 'utf8'), []],
    ['many operations', documents['many.json'], []],
    // Shaped operations are not posted before all of them are shaped.
    ['many operations, one of them hidden', documents['many.json'], ['--config', 'hidden.json']],
  ])('the tools of %s are those of the same document described without a thread', async (_, text, extra) => {
    await using running = await reload(text, extra);
    const shaping = extra.length === 0 ? undefined : { get_things_0: { hidden: true } };
    const { descriptor } = describeApi(await loadDocument(resolve(folder, watched)), { shaping });
    const client = await running.connect(clientKinds[2]);
    expect(JSON.stringify(await client.listTools())).toBe(
      JSON.stringify(createHandlers(descriptor).listTools().tools),
    );
    await client.close();
  });
});
