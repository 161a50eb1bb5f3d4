import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { petstorePath, runCli } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
const documents = {
  'broken.yaml': 'openapi: 3.1.0\ninfo:\n  title: Broken\n wrong\n',
  'broken.json': '{\n  "openapi": "3.1.0",\n  "info" {\n}\n',
  'other.yaml': 'hello: world\n',
  'old.yaml': 'swagger: "1.2"\n',
  'empty.yaml': 'openapi: 3.1.0\ninfo: { title: Empty, version: "1" }\npaths: {}\n',
};

beforeAll(() => {
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('exits with 1 and a hint', () => {
  it.each([
    ['missing.yaml', 'openapi-mcp: There is no file at missing.yaml.\n', 'SOURCE_NOT_FOUND'],
    ['brokn.yaml', 'Did you mean broken.yaml?', 'SOURCE_NOT_FOUND'],
    ['.', 'it is a folder', 'SOURCE_UNREADABLE'],
    ['broken.yaml', 'line 4, column 2', 'SYNTAX_INVALID'],
    ['broken.json', 'line 3, column 10', 'SYNTAX_INVALID'],
    ['other.yaml', 'no openapi or swagger version', 'NOT_OPENAPI'],
    ['old.yaml', '1.2', 'VERSION_UNSUPPORTED'],
    ['empty.yaml', 'it has no operations', 'SELECTION_EMPTY'],
  ])('serve %s', async (document, message, code) => {
    const { stderr, ...rest } = await runCli(['serve', document], { cwd: folder });
    expect(rest).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(new RegExp(`^openapi-mcp: .+\\n {2}.+ \\(${code}\\)\\n$`));
  });

  it('serve with a selection that matches no operation', async () => {
    const { code, stderr } = await runCli(['serve', petstorePath, '--include', 'tag:none']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `openapi-mcp: ${petstorePath}: include and exclude leave none of its 25 operations; include "tag:none" matches no operation\n  Relax --include or --exclude. (SELECTION_EMPTY)\n`,
    });
  });

  it('serve with a URL that responds with 404, and with one that refuses the connection', async () => {
    const upstream = await startUpstream({ status: 404 });
    const url = `${upstream.url}/openapi.json`;
    const missing = await runCli(['serve', url]);
    await upstream.close();
    const refused = await runCli(['serve', url]);
    expect([missing.code, refused.code]).toEqual([1, 1]);
    expect(missing.stderr).toContain('responded with 404');
    expect(missing.stderr).toContain('(SOURCE_NOT_FOUND)');
    expect(refused.stderr).toContain('ECONNREFUSED');
    expect(refused.stderr).toContain('(SOURCE_UNREADABLE)');
  });

  it('serve --strict with a flawed document', async () => {
    const pets = { get: { responses: { 200: {} }, parameters: [{ $ref: '#/components/parameters/gone' }] } };
    const flawed = { openapi: '3.1.0', info: { title: 'Flawed', version: '1' }, paths: { '/pets': pets } };
    writeFileSync(join(folder, 'flawed.json'), JSON.stringify(flawed));
    const { code, stderr } = await runCli(['serve', 'flawed.json', '--strict'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/flaws?:\n- .*gone[^]*\(DOCUMENT_FLAWED\)\n$/);
  });

  it('serve on a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const { code, stderr } = await runCli(['serve', petstorePath, '--transport', 'http', '--port', port]);
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).toContain('(PORT_UNAVAILABLE)');
  });
});

describe('exits with 2 when misused', () => {
  it.each([
    [[], 'Usage: openapi-mcp'],
    [['serv'], 'Did you mean serve?'],
    [['serve'], 'missing argument <document>'],
    [['mock', 'a.yaml', 'b.yaml'], 'too many arguments'],
    [['serve', 'a.yaml', '--prot', '3000'], 'Did you mean --port?'],
    [['serve', 'a.yaml', '--port', 'x'], '--port must be a number from 0 to 65535'],
    [['serve', 'a.yaml', '--port', '70000'], '--port must be a number from 0 to 65535'],
    [['serve', 'a.yaml', '--transport', 'sse'], '--transport must be stdio or http'],
    [
      ['serve', 'a.yaml', '--base-url', 'petstore.example'],
      '--base-url must be a URL that begins with http:// or https://',
    ],
    [['serve', 'a.yaml', '--header', 'X-Tenant'], '--header must have the form Name: value'],
    [['serve', 'a.yaml', '--call-timeout', '0'], '--call-timeout must be a whole number of at least 1'],
    [['serve', '-'], '(OPTION_INVALID)'],
    [['serve', petstorePath, '--transport', 'http', '--host', '0.0.0.0'], '(OPTION_INVALID)'],
  ])('%j', async (args, message) => {
    const { stderr, ...rest } = await runCli(args);
    expect(rest).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('exits with 0 after printing help or the version', () => {
  it.each([
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['--help'], /^Usage: openapi-mcp/],
    [['serve', '--help'], /^Usage: openapi-mcp serve/],
    [['help', 'serve'], /^Usage: openapi-mcp serve/],
  ])('%j', async (args, stdout) => {
    expect(await runCli(args)).toEqual({ code: 0, stdout: expect.stringMatching(stdout), stderr: '' });
  });
});
