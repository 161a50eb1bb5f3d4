import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
/**
 * The first start of one document describes it itself. A document with a key is one of several, each of which a thread
 * describes, except on one core, or in a process that may not start threads.
 */
const environments: [name: string, key: string, command: string, args: string[]][] = [
  ['no other work', '', process.execPath, []],
  ['a thread', 'api=', process.execPath, []],
  ...(process.platform === 'linux'
    ? [
        ['one core', 'api=', 'taskset', ['-c', '0', process.execPath]] satisfies [
          string,
          string,
          string,
          string[],
        ],
      ]
    : []),
  [
    'no permission for threads',
    'api=',
    process.execPath,
    ['--no-warnings', permission, '--allow-fs-read=*', '--allow-fs-write=*'],
  ],
];

function serve(
  [, key, command, args]: (typeof environments)[number],
  document: string,
  extra: string[] = [],
): RunningProcess {
  const source = [`${key}${document}`, '--prefix', 'off'];
  return start(command, [...args, cliPath, 'serve', ...source, ...extra], { cwd: folder });
}

describe.each(environments)('with %s', (...environment) => {
  it.each([
    [
      'broken.yaml',
      [],
      'openapi-mcp: broken.yaml:4:2: broken.yaml is not valid YAML: line 4, column 2: bad indentation of a mapping entry.\n  Fix that line. A YAML linter shows it in context. (SYNTAX_INVALID)\n',
    ],
    [
      'empty.yaml',
      [],
      'openapi-mcp: empty.yaml: it has no operations\n  Give a document that has operations under paths. (SELECTION_EMPTY)\n',
    ],
    [
      'parts.yaml',
      ['--strict'],
      'openapi-mcp: parts.yaml has 1 flaw:\n- /x-external/tag/schema/type: type "strin" does not exist in JSON Schema (relaxed)\n  Fix the flaws that are listed, or run without --strict. (DOCUMENT_FLAWED)\n',
    ],
  ])('%s %j is refused', async (document, extra, stderr) => {
    await using running = serve(environment, document, extra);
    const code = await running.ended;
    expect({ code, stdout: running.stdout(), stderr: running.stderr() }).toEqual({
      code: 1,
      stdout: '',
      stderr,
    });
  });

  it('findings of external documents are reported', async () => {
    await using running = serve(environment, 'parts.yaml');
    running.child.stdin.end();
    expect(await running.ended).toBe(0);
    expect(running.stderr()).toContain(
      '1 relaxed:\n  /x-external/tag/schema/type: type "strin" does not exist in JSON Schema\n',
    );
  });

  it.each([
    [petstorePath, []],
    ['many.json', []],
    // Shaped operations are not posted before all of them are shaped.
    ['many.json', ['--config', 'hidden.json']],
  ])(
    'the tools of %s %j are those of the same document described without a thread',
    async (document, extra) => {
      const shaping = extra.length === 0 ? undefined : { get_things_0: { hidden: true } };
      const { descriptor } = describeApi(await loadDocument(resolve(folder, document)), { shaping });
      await using running = serve(environment, document, extra);
      const client = await running.connect(clientKinds[2]);
      expect(JSON.stringify(await client.listTools())).toBe(
        JSON.stringify(createHandlers(descriptor).listTools().tools),
      );
      await client.close();
    },
  );
});
