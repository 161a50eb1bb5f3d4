import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandNames, loadCommands } from '../../src/cli/commands.ts';
import { completionCandidates } from '../../src/cli/completion-candidates.ts';
import { toolCandidates } from '../../src/cli/complete-tools.ts';
import { cliPath, petstorePath } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';

const commands = await loadCommands();

describe('offers', () => {
  it.each<[words: string[], candidates: string[]]>([
    [[''], commandNames],
    [[], commandNames],
    [['se'], ['serve']],
    [['serve', ''], []],
    [['unknown', ''], []],
    [
      ['serve', 'a.yaml', '--transport', ''],
      ['stdio', 'http'],
    ],
    [['serve', 'a.yaml', '--transport', 'h'], ['http']],
    [['serve', 'a.yaml', '--transport=h'], ['--transport=http']],
    [
      ['serve', 'a.yaml', '--transport', '='],
      ['stdio', 'http'],
    ],
    [['serve', 'a.yaml', '--transport', '=', 'h'], ['http']],
    [['serve', 'a.yaml', '--base-url', ''], []],
    [['serve', 'a.yaml', '--include', 'a', '--inc'], ['--include']],
    [['serve', 'a.yaml', '--mock', ''], []],
    [['call', 'a.yaml', '--dry'], ['--dry-run']],
    [
      ['completion', ''],
      ['bash', 'zsh'],
    ],
    [['help', 'va'], ['validate']],
    [
      ['serve', '--he'],
      ['--header', '--headers-timeout', '--help'],
    ],
  ])('%j', (words, candidates) => {
    expect(completionCandidates(commands, words).map(({ text }) => text)).toEqual(candidates);
  });
});

describe('call', () => {
  it.each<[words: string[], candidates: string[]]>([
    [
      ['call', petstorePath, 'getP'],
      ['getPet', 'getPetPrice', 'getPhoto'],
    ],
    [['call', petstorePath, 'getPhoto', '--ph'], ['--photoId']],
    [['call', petstorePath, 'createPet', '--body.na'], ['--body.name']],
    [
      ['call', petstorePath, 'getOpeningHours', '--days', 's'],
      ['sat', 'sun'],
    ],
    [['call', petstorePath, 'unknown', '--pet'], []],
    [['call', 'missing.yaml', 'get'], []],
    [['serve', petstorePath, 'get'], []],
  ])('completes %j', async (words, candidates) => {
    expect((await toolCandidates(words)).map(({ text }) => text)).toEqual(candidates);
  });

  it('has its own options too', async () => {
    const words = ['call', petstorePath, 'getPet', '--'];
    const { out } = await runIn(['completion', 'bash', '--words', '--', ...words]);
    expect(out).toMatch(/^--petId\n/);
    expect(out).toContain('\n--dry-run\n');
  });
});

describe('the script of a shell', () => {
  it.each([
    [['completion', 'bash'], {}, /^_openapi_mcp\(\) \{/],
    [['completion', 'zsh'], {}, /^#compdef openapi-mcp\n/],
    [['completion'], { SHELL: '/usr/bin/zsh' }, /^#compdef/],
    [['completion'], { SHELL: '/bin/bash' }, /^_openapi_mcp/],
    [['completion'], {}, /^_openapi_mcp/],
  ])('%j with %j', async (args, environment, script) => {
    expect(await runIn(args, environment)).toMatchObject({ code: 0, out: expect.stringMatching(script) });
  });

  it('describes candidates to zsh', async () => {
    const { out } = await runIn(['completion', 'zsh', '--words', '--', 'serve', 'a.yaml', '--port']);
    expect(out).toBe('--port:Port to listen on; 0 selects a free port.\n');
  });

  it('is refused for a shell that it is not written for', async () => {
    const { code, error } = await runIn(['completion', 'fish']);
    expect(code).toBe(2);
    expect(error).toContain('<shell> must be bash or zsh');
  });
});

describe('bash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const bin = join(folder, 'openapi-mcp');
  writeFileSync(bin, `#!/bin/sh\nexec '${process.execPath}' '${cliPath}' "$@"\n`);
  chmodSync(bin, 0o755);

  it.each([
    [['openapi-mcp', 'val'], 'validate\n'],
    [['openapi-mcp', 'serve', 'a.yaml', '--transport', ''], 'stdio\nhttp\n'],
    [['openapi-mcp', 'serve', 'a.yaml', '--max-con'], '--max-concurrent\n'],
    [['openapi-mcp', 'serve', 'petst'], ''],
  ])('completes %j', (words, expected) => {
    const script = `
      eval "$(openapi-mcp completion bash)"
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
      COMP_CWORD=${words.length - 1}
      _openapi_mcp
      for candidate in "\${COMPREPLY[@]}"; do echo "$candidate"; done`;
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
    expect(execFileSync('bash', ['-c', script], { env, encoding: 'utf8' })).toBe(expected);
  });
});
