import { createLocator } from './line-positions.ts';
import { decodeText } from '../load/read-bytes.ts';
import { placeOf } from '../load/bundle-references.ts';
import type { Position } from './line-positions.ts';
import type { BundleObserver } from '../load/bundle-references.ts';

/** Where something stands among the documents that were bundled. */
export type Place = Partial<Position> & {
  /** The other document, as a path or URL; absent for the document itself. */
  source?: string;
  /** Within that document. */
  pointer: string;
};

type Locate = (pointer: string) => Position | undefined;

/** Watches a document being bundled; then knows where each of its places was written. */
export interface Sources extends Required<BundleObserver> {
  locate(pointer: string): Promise<Place>;
}

/** `text`: the document's own; absent for one that was given as an object. */
export function createSources(text: string | undefined): Sources {
  const parts: { pointer: string; source: string; text: string }[] = [];
  const copies: { pointer: string; from: string }[] = [];
  const locators = new Map<string, Promise<Locate>>();

  /** Texts are parsed again for their places, but only those that something is wrong with. */
  function locatorOf(written: string): Promise<Locate> {
    const locator = locators.get(written) ?? createLocator(written);
    locators.set(written, locator);
    return locator;
  }

  async function locate(pointer: string): Promise<Place> {
    const copy = copies.find((each) => isWithin(pointer, each.pointer));
    if (copy !== undefined) return locate(copy.from + pointer.slice(copy.pointer.length));
    const part = parts.find((each) => isWithin(pointer, each.pointer));
    const written = part?.text ?? text;
    const inner = part === undefined ? pointer : pointer.slice(part.pointer.length);
    const position = written === undefined ? undefined : (await locatorOf(written))(inner);
    return { ...(part === undefined ? {} : { source: part.source }), pointer: inner, ...position };
  }

  return {
    locate,
    part(url, read) {
      if (read !== undefined)
        parts.push({ source: placeOf(url), pointer: read.pointer, text: decodeText(read.bytes) });
    },
    copied(pointer, from) {
      copies.push({ pointer, from });
    },
  };
}

function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}
