import { describe, expect, it } from 'vitest';
import { createPager } from '../../src/runtime/list-pages.ts';
import type { Page } from '../../src/runtime/protocol.ts';

interface Item {
  name: string;
  text: string;
}

const limit = 2_000_000;

/** An item of so many bytes as JSON. */
function item(name: string, bytes: number): Item {
  return { name, text: 'x'.repeat(bytes - JSON.stringify({ name, text: '' }).length) };
}

/** The names on each page, in order. */
function pagesOf(pager: (cursor?: string) => Page<'items', Item>): string[] {
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const page = pager(cursor);
    pages.push(page.items.map(({ name }) => name).join(' '));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const pagerOf = (items: Item[]): ((cursor?: string) => Page<'items', Item>) =>
  createPager('items', items, ({ name }) => name);

describe('a list in pages', () => {
  it.each<[title: string, items: Item[], pages: string[]]>([
    ['nothing is one empty page', [], ['']],
    ['what is short is one page', [item('a', 100), item('b', 100)], ['a b']],
    ['what fits to the byte is one page', [item('a', limit / 2), item('b', limit / 2)], ['a b']],
    ['a byte more is two', [item('a', limit / 2), item('b', limit / 2 + 1)], ['a', 'b']],
    [
      'an item that is too long has a page of its own',
      [item('a', 100), item('b', limit + 1), item('c', 100)],
      ['a', 'b', 'c'],
    ],
    ['the first may be too long', [item('a', limit + 1), item('b', 100)], ['a', 'b']],
    [
      'bytes count, not characters',
      [{ name: 'a', text: 'é'.repeat(limit / 2 - 20) }, item('b', 100)],
      ['a', 'b'],
    ],
  ])('%s', (_, items, pages) => {
    expect(pagesOf(pagerOf(items))).toEqual(pages);
  });

  it('the last page has no cursor, even if it is the only one', () => {
    expect(pagerOf([item('a', 100)])()).toEqual({ items: [item('a', 100)] });
  });

  it('a cursor stays valid after a restart, and if the list grows before it', () => {
    const items = [item('é/1', limit), item('é/2', limit)];
    const { nextCursor } = pagerOf(items)();
    expect(nextCursor).toMatch(/^[\w-]+$/);
    expect(pagerOf(items)(nextCursor).items.map(({ name }) => name)).toEqual(['é/2']);
    expect(pagerOf([item('new', limit), ...items])(nextCursor).items.map(({ name }) => name)).toEqual([
      'é/2',
    ]);
  });

  it('an empty cursor means the first page', () => {
    expect(pagerOf([item('a', 100)])('').items).toHaveLength(1);
  });

  it.each(['none', 'YQ', '../..'])('an unknown cursor is a fault: %s', (cursor) => {
    const fault = expect.objectContaining({
      code: -32602,
      message: expect.stringContaining(JSON.stringify(cursor)),
    });
    expect(() => pagerOf([item('a', 100)])(cursor)).toThrow(fault);
  });
});
