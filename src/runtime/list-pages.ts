import { echo } from '../json/echo.ts';
import { invalidParams } from './json-rpc.ts';
import type { Page } from './protocol.ts';

/** A single message with 11,422 tools crashes both SDK clients, and the limit of stdio is 10 MB. */
const pageBytes = 2_000_000;

/**
 * Splits a list into pages. A cursor names the first item of its page, so it stays valid after a restart.
 *
 * @throws ProtocolFault -32602 for an unknown cursor
 */
export function createPager<Key extends string, Item>(
  key: Key,
  items: Item[],
  identify: (item: Item) => string,
): (cursor?: string) => Page<Key, Item> {
  let pages: Map<string, Page<Key, Item>> | undefined;
  return (cursor = '') => {
    pages ??= paginate(key, items, identify);
    const page = pages.get(cursor);
    if (page === undefined)
      throw invalidParams(`unknown cursor ${JSON.stringify(echo(cursor))}: start the list again`);
    return page;
  };
}

function paginate<Key extends string, Item>(
  key: Key,
  items: Item[],
  identify: (item: Item) => string,
): Map<string, Page<Key, Item>> {
  const groups: Item[][] = [[]];
  let size = 0;
  for (const item of items) {
    const bytes = Buffer.byteLength(JSON.stringify(item));
    if (size + bytes > pageBytes && size > 0) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(item);
    size += bytes;
  }
  const cursors = groups.map(([first], index) =>
    index === 0 || first === undefined ? '' : toCursor(identify(first)),
  );
  return new Map(
    groups.map((group, index) => {
      const next = cursors[index + 1];
      const page = { [key]: group, ...(next === undefined ? {} : { nextCursor: next }) };
      return [cursors[index] ?? '', page as Page<Key, Item>];
    }),
  );
}

function toCursor(identity: string): string {
  return Buffer.from(identity, 'utf8').toString('base64url');
}
