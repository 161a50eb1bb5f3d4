import { decodeDocument } from '../load/decode-document.ts';
import { sourceName } from '../load/source-name.ts';
import { truncate } from '../json/truncate.ts';
import { createPointerLocator } from '../load/positions/locate-pointer.ts';
import type { BundleObserver } from '../load/bundle-types.ts';
import type { PointerLocator, Position } from '../load/positions/locate-pointer.ts';

/** The location of a value in the documents as they were written. */
export type SourceLocation = Partial<Position> & {
  /** The path or URL of the external document that has the value; absent for the main document. */
  source?: string;
  /** The JSON pointer in that document. */
  pointer: string;
};

/** Records how a document is bundled, and maps JSON pointers of the bundled document to locations in its sources. */
export interface SourceMap extends Required<BundleObserver> {
  locate(pointer: string): Promise<SourceLocation>;
  /** Returns the lines around a location. */
  excerpt(location: SourceLocation): Excerpt | undefined;
}

/** Some lines of a document. */
export interface Excerpt {
  /** The number of the first of the lines, counted from 1. */
  firstLine: number;
  lines: string[];
}

/** The number of lines before a location in its excerpt, and of those after it. */
const linesAround = 3;
/** The most characters of a line in an excerpt. */
const longestLine = 300;

/** Creates a source map. `text` is the text of the main document; absent for a document that was given as an object. */
export function createSourceMap(text: string | undefined): SourceMap {
  const externals: { pointer: string; source: string; text: string }[] = [];
  const copies: { pointer: string; from: string }[] = [];
  const locators = new Map<string, Promise<PointerLocator>>();
  const lineLists = new Map<string, string[]>();

  /** Parses a text on first use, because most documents have no problem to locate. */
  function locatorOf(source: string): Promise<PointerLocator> {
    const locator = locators.get(source) ?? createPointerLocator(source);
    locators.set(source, locator);
    return locator;
  }

  async function locate(pointer: string): Promise<SourceLocation> {
    const copy = copies.find((each) => isWithin(pointer, each.pointer));
    if (copy !== undefined) return locate(copy.from + pointer.slice(copy.pointer.length));
    const external = externals.find((each) => isWithin(pointer, each.pointer));
    const sourceText = external?.text ?? text;
    const inner = external === undefined ? pointer : pointer.slice(external.pointer.length);
    const position = sourceText === undefined ? undefined : (await locatorOf(sourceText))(inner);
    return { ...(external && { source: external.source }), pointer: inner, ...position };
  }

  function excerpt({ source, line }: SourceLocation): Excerpt | undefined {
    const written = source === undefined ? text : externals.find((each) => each.source === source)?.text;
    if (written === undefined || line === undefined) return undefined;
    const all = linesOf(written);
    // A document in one line has no lines that help.
    if ((all[line - 1] ?? '').length > longestLine) return undefined;
    const firstLine = Math.max(1, line - linesAround);
    const lines = all.slice(firstLine - 1, line + linesAround);
    return { firstLine, lines: lines.map((each) => truncate(each, longestLine)) };
  }

  function linesOf(written: string): string[] {
    const known = lineLists.get(written) ?? written.split(/\r?\n/);
    lineLists.set(written, known);
    return known;
  }

  return {
    locate,
    excerpt,
    externalDocument(url, read) {
      if (read === undefined) return;
      externals.push({ source: sourceName(url), pointer: read.pointer, text: decodeDocument(read.bytes) });
    },
    copied(pointer, from) {
      copies.push({ pointer, from });
    },
  };
}

function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}
