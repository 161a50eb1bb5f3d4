import { expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';

const soon = () => Date.now() + 60_000;

/** Checks what holds for every store. `open` opens the same store again. */
export function checkStore(open: () => Promise<Store>): void {
  it('keeps texts by key, until they are replaced or deleted', async () => {
    const store = await open();
    expect(await store.get('a')).toBeUndefined();
    await store.set('a', 'text ž\n', soon());
    await store.set('b', '', soon());
    expect([await store.get('a'), await store.get('b'), await store.get('A')]).toEqual([
      'text ž\n',
      '',
      undefined,
    ]);
    await store.set('a', 'other', soon());
    expect(await store.get('a')).toBe('other');
    await store.delete('a');
    await store.delete('a');
    expect([await store.get('a'), await store.get('b')]).toEqual([undefined, '']);
    await store.close();
  });

  it('has no text after its time', async () => {
    const store = await open();
    await store.set('a', 'text', Date.now() - 1);
    expect(await store.get('a')).toBeUndefined();
    const end = Date.now() + 60;
    await store.set('a', 'text', end);
    await expect.poll(async () => store.get('a')).toBeUndefined();
    expect(Date.now()).toBeGreaterThanOrEqual(end - 1);
    await store.close();
  });

  it('adds a text to a key without one, once among many', async () => {
    const store = await open();
    const adding = Array.from({ length: 20 }, (_, index) => store.add('once', `text ${index}`, soon()));
    const added = await Promise.all(adding);
    expect(added.filter(Boolean)).toEqual([true]);
    expect(await store.get('once')).toBe(`text ${added.indexOf(true)}`);
    await store.set('old', 'text', Date.now() - 1);
    expect(await store.add('old', 'new', soon())).toBe(true);
    expect(await store.get('old')).toBe('new');
    await store.set('lock', 'text', Date.now() - 1);
    const again = await Promise.all(Array.from({ length: 20 }, () => store.add('lock', 'new', soon())));
    expect(again.filter(Boolean)).toEqual([true]);
    await store.close();
  });

  it('takes any key, and two hundred at once', async () => {
    const store = await open();
    const keys = [
      '../../etc/passwd',
      '',
      '__proto__',
      'a\0b',
      ...Array.from({ length: 200 }, (_, index) => `k${index}`),
    ];
    await Promise.all(keys.map((key) => store.set(key, `text of ${key}`, soon())));
    await store.set('over', 'text', Date.now() - 1);
    expect((await store.keys()).toSorted()).toEqual(keys.toSorted());
    expect(await Promise.all(keys.map((key) => store.get(key)))).toEqual(keys.map((key) => `text of ${key}`));
    await store.close();
  });
}
