import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createEncryption } from '../../src/store/encryption.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { checkStore } from './check-store.ts';

const secret = 'first-secret-of-the-tests-of-stores';
const other = 'other-secret-of-the-tests-of-stores';
const root = mkdtempSync(join(tmpdir(), 'openapi-mcp-store-'));
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(root, `store-${(count += 1)}`);
});
afterAll(() => rmSync(root, { recursive: true }));

const filesIn = (path: string) => readdirSync(path).map((name) => join(path, name));
const soon = () => Date.now() + 60_000;

describe('a store in memory', () => {
  checkStore(async () => createMemoryStore());

  it('is bounded', async () => {
    const store = createMemoryStore(2);
    for (const key of ['a', 'b', 'a', 'c']) await store.set(key, key, soon());
    expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['a', undefined, 'c']);
  });
});

describe('a store in files', () => {
  checkStore(() => openStore(folder, secret));

  it('is there again, also for another process', async () => {
    await (await openStore(folder, secret)).set('a', 'text', soon());
    expect(await (await openStore(folder, secret)).get('a')).toBe('text');
  });

  it('has neither key nor text in its files, which are for their owner only', async () => {
    await (await openStore(folder, secret)).set('canary-key', 'canary-text', soon());
    const [path = ''] = filesIn(folder);
    expect(path + readFileSync(path, 'utf8')).not.toMatch(/canary/);
    expect([statSync(folder).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it('has no text that was changed, moved to another key, or given a longer life', async () => {
    const store = await openStore(folder, secret);
    await store.set('ada', 'token of ada', soon());
    const [ada = ''] = filesIn(folder);
    const text = readFileSync(ada, 'utf8');
    await store.set('eve', 'token of eve', soon());
    const eve = filesIn(folder).find((path) => path !== ada) ?? '';
    writeFileSync(eve, text);
    expect(await store.get('eve')).toBeUndefined();
    writeFileSync(ada, text.replace(/^\d+/, String(soon() + 60_000)));
    expect(await store.get('ada')).toBeUndefined();
    writeFileSync(ada, `${text.slice(0, -2)}${text.endsWith('AA') ? 'BB' : 'AA'}`);
    expect(await store.get('ada')).toBeUndefined();
    writeFileSync(ada, 'garbage');
    expect(await store.get('ada')).toBeUndefined();
    writeFileSync(ada, text);
    expect(await store.get('ada')).toBe('token of ada');
  });

  it('removes what has expired when it is opened', async () => {
    await (await openStore(folder, secret)).set('a', 'text', Date.now() - 1);
    expect(readdirSync(folder)).toHaveLength(1);
    await openStore(folder, secret);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused if others can read it, or if it is a file', async () => {
    await openStore(folder, secret);
    chmodSync(folder, 0o755);
    await expect(openStore(folder, secret)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('other users can read the folder'),
    });
    writeFileSync(`${folder}-file`, '');
    await expect(openStore(`${folder}-file`, secret)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('secrets', () => {
  it('can be replaced: the first one encrypts, and all decrypt', async () => {
    await (await openStore(folder, secret)).set('a', 'old', soon());
    const both = await openStore(folder, `${other}\n${secret}\n`);
    expect(await both.get('a')).toBe('old');
    await both.set('b', 'new', soon());
    const after = await openStore(folder, other);
    expect([await after.get('a'), await after.get('b')]).toEqual([undefined, 'new']);
  });

  it('never encrypt a text twice alike', () => {
    const { encrypt } = createEncryption(secret);
    expect(encrypt('a', 'text')).not.toBe(encrypt('a', 'text'));
  });

  it.each([[''], ['short'], [`${secret}\nshort`]])('of %j are refused without a word of them', (secrets) => {
    expect(() => createEncryption(secrets)).toThrow('a secret of a store has at least 32 characters');
  });
});
