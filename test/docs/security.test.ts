import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tableBelow } from '../support/markdown.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const named = [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);

it.each([...new Set(named)])('%s, which SECURITY.md names, is there', (path) => {
  expect(existsSync(join(root, path))).toBe(true);
});

it('every promise names the tests that hold it', () => {
  const [, promised = ''] = /## What is promised\n([^]*?)\n## /.exec(text) ?? [];
  const promises = promised.split('\n').filter((line) => line.startsWith('- '));
  expect(promises.length).toBeGreaterThan(13);
  expect(promises.filter((line) => !line.includes('`test/'))).toEqual([]);
});

it('the README and the package have it', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('(SECURITY.md)');
  expect(readFileSync(join(root, 'package.json'), 'utf8')).toContain('"SECURITY.md"');
});

it('every attacker is stopped by something that a test shows', () => {
  const rows = tableBelow(text, '## Who attacks');
  expect(rows.length).toBeGreaterThan(7);
  for (const [who = '', holds = '', wants = '', stopped = '', tests = ''] of rows) {
    for (const cell of [who, holds, wants, stopped]) expect(cell).not.toBe('');
    expect(tests).toMatch(/^`test\/[^`]+\.ts`(?:, `test\/[^`]+\.ts`)*$/);
  }
});

it.each([
  '--auth-provider',
  '--per-user',
  '--session',
  '--response-cache',
  'explorer',
  '--workers',
  '--token-store',
])('somebody attacks %s', (part) => {
  const rows = tableBelow(text, '## Who attacks').filter(([who = '', holds = '']) =>
    `${who} ${holds}`.includes(part),
  );
  expect(rows).not.toEqual([]);
});
