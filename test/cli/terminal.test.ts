import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createFileWriter } from '../../src/cli/standard-error.ts';
import { cliPath, petstorePath, runCli, start, startCli } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';

const clientInfo = { name: 'test', version: '1' };

describe('ends without a stack trace when the reader has closed', () => {
  it.each([['--help'], ['serve', '--help'], ['help', 'call'], ['completion', 'bash']])(
    'standard output: %s %s',
    async (...args) => {
      await using running = startCli(args);
      running.child.stdout.destroy();
      expect({ code: await running.ended, stderr: running.stderr() }).toEqual({ code: 0, stderr: '' });
    },
  );

  it('standard error', async () => {
    await using running = startCli(['serve', '--unknown']);
    running.child.stderr.destroy();
    const [code] = await once(running.child, 'exit');
    expect(code).toBe(2);
  });
});

/** Returns a command of the shell whose standard error has no space left. */
function full(args: string): string {
  return `exec "${process.execPath}" "${cliPath}" ${args} 2>/dev/full`;
}

describe('goes on while the disk of standard error is full', () => {
  it('with the exit code of a mistake', async () => {
    await using running = start('/bin/sh', ['-c', full('serve --unknown')]);
    expect(await running.ended).toBe(2);
  });

  it('with calls that are logged', async () => {
    await using running = start('/bin/sh', [
      '-c',
      full(`serve "${petstorePath}" --mock --cache off --log-level info`),
    ]);
    const messages = [
      {
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
      },
      { method: 'notifications/initialized' },
      ...[2, 3].map((id) => ({ id, method: 'tools/call', params: { name: 'listPets', arguments: {} } })),
    ];
    for (const message of messages)
      running.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    await expect.poll(() => running.stdout().split('\n').length, { timeout: 20_000 }).toBe(4);
    running.child.stdin.end();
    expect(await running.ended).toBe(0);
  });

  it.each([
    ['a part of a text', [3, 'ENOSPC', 100], 'fir\nsecond\n'],
    ['a text', ['ENOSPC', 100], 'second\n'],
    ['parts of two texts', [3, 'ENOSPC', 3, 'ENOSPC', 100], 'fir\nse\nthird\n'],
    ['nothing', [3, 100, 100], 'first\nsecond\n'],
  ])('and begins a line after %s that was written', (_, steps, written) => {
    let text = '';
    const left = [...steps];
    const write = createFileWriter((bytes, offset) => {
      const step = left.shift() ?? 0;
      if (typeof step === 'string' || step === 0) throw new Error(String(step));
      const part = bytes.subarray(offset, offset + step);
      text += part.toString();
      return part.length;
    });
    for (const line of ['first\n', 'second\n', 'third\n']) write(line);
    expect(text).toBe(written);
  });
});

const escape = '\u001b]0;renamed\u0007';

describe('writes control characters of an argument as escapes', () => {
  it.each([
    [['serve', `--un${escape}known`], 'unknown option --un\\u001b]0;renamed\\u0007known'],
    [[`--${escape}`], 'unknown option --\\u001b]0;renamed\\u0007'],
    [[`ser${escape}ve`], 'unknown command ser\\u001b]0;renamed\\u0007ve'],
    [['serve', `${escape}.yaml`], '\\u001b]0;renamed\\u0007.yaml'],
    [['serve', 'a.yaml', '--transport', escape], '--transport must be stdio or http'],
    [['serve', 'a.yaml', '--port', escape], '--port must be a number from 0 to 65535'],
    [['serve', 'a.yaml', '--header', escape], '--header must have the form Name: value'],
    [['serve', 'a.yaml', '--ca', `${escape}.pem`], '\\u001b]0;renamed\\u0007.pem'],
    [['mock', 'a.yaml', '\u009b31m'], 'too many arguments'],
    [['serve', `--\u202eknown`], 'unknown option --\\u202eknown'],
    [['help', escape], '<command> must be serve, dev, generate'],
    [['call', 'specs/petstore.yaml', escape], 'has no tool \\u001b]0;renamed\\u0007'],
    [['call', 'specs/petstore.yaml', 'getPet', `--${escape}`, '1'], 'no argument \\u001b]0;renamed\\u0007'],
    [['read', 'specs/petstore.yaml', `x:${escape}`], 'Resource not found: x: ]0;renamed'],
  ])('%j', async (args, message) => {
    const { stdout, stderr } = await runCli(args);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(stderr).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  });
});

describe('the help', () => {
  it.each([
    'serve',
    'generate',
    'inspect',
    'call',
    'read',
    'login',
    'mock',
    'validate',
    'completion',
    'help',
  ])('of %s fits the width of the terminal, and breaks no word', async (name) => {
    const { code, out } = await runIn(['help', name]);
    expect(code).toBe(0);
    const [options = '', examples = ''] = out.split('\nExamples:\n');
    expect(options.split('\n').filter((line) => line.length > 80 && !/\[choices/.test(line))).toEqual([]);
    expect(options).toMatch(new RegExp(`^Usage: openapi-mcp ${name} `));
    expect(examples).not.toContain('undefined');
  });

  it('groups the options of serve under headings', async () => {
    const { out } = await runIn(['serve', '--help']);
    expect(out.match(/^\S.*:$/gm)).toEqual([
      'Positionals:',
      'Server:',
      'HTTP:',
      'Access over HTTP:',
      'Policy:',
      'Telemetry:',
      'Requests:',
      'Resilience:',
      'Credentials:',
      'Credentials of callers:',
      'Connections:',
      'Results:',
      'Mock:',
      'Tools and resources:',
      'Document:',
      'Options:',
      'Examples:',
    ]);
    expect(out).toContain('      --port <number>              Port to listen on');
  });

  it('is in English, whatever the locale', async () => {
    const { stdout } = await runCli(['--help'], { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } });
    expect(stdout).toContain('\nCommands:\n');
  });
});
