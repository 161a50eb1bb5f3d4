import { applyEdits, invalidConfig, lineEndOf, nextLineOf } from './config-text.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { ConfigSyntax, ConfigText, TextEdit } from './config-text.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** TOML, whose entries are tables: `[mcp_servers.pets]`. A new table stands at the end. */
export const tomlSyntax: ConfigSyntax = {
  read: parseToml,
  async set(file, path, value) {
    const { text } = file;
    const block = await printTable(path, value, lineEndOf(text));
    const [first, ...others] = await findTables(file, path);
    if (first !== undefined)
      return applyEdits(text, [
        { start: first.start, end: first.end, text: block },
        ...others.map((table) => removal(text, table)),
      ]);
    const lineEnd = lineEndOf(text);
    const isComplete = text === '' || text.endsWith('\n');
    const isSeparate = text.trim() === '' || /\n\r?\n$/.test(text);
    return text + (isComplete ? '' : lineEnd) + (isSeparate ? '' : lineEnd) + block;
  },
  async remove(file, path) {
    const tables = await findTables(file, path.map(String));
    return applyEdits(
      file.text,
      tables.map((table) => removal(file.text, table)),
    );
  },
};

/** @throws OpenApiMcpError CLIENT_CONFIG_INVALID */
async function parseToml(file: ConfigText): Promise<JsonObject> {
  const { parse } = await import('smol-toml');
  try {
    const value: unknown = parse(file.text);
    return isJsonObject(value) ? value : {};
  } catch (cause) {
    const { line = 1, column = 1, message = '' } = cause instanceof Error ? positionOf(cause) : {};
    const lines = file.text.split('\n').slice(0, line - 1);
    const offset = lines.reduce((total, { length }) => total + length + 1, 0) + column - 1;
    throw invalidConfig(file, offset, `not TOML: ${message}`, { cause });
  }
}

/** Returns the position in an error of smol-toml, and the first line of its message without the common start. */
function positionOf(error: Error): { line?: number; column?: number; message: string } {
  const [first = ''] = error.message.split('\n');
  return {
    ...('line' in error ? { line: Number(error.line) } : {}),
    ...('column' in error ? { column: Number(error.column) } : {}),
    message: first.replace(/^Invalid TOML document: /, ''),
  };
}

async function printTable(path: string[], value: Json, lineEnd: string): Promise<string> {
  const { stringify } = await import('smol-toml');
  const nested = path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
  return stringify(nested).trimEnd().split('\n').join(lineEnd) + lineEnd;
}

/** A table of the text, from its header to the line end of its last value. */
interface TomlTable {
  path: string[];
  start: number;
  end: number;
}

/**
 * Finds the tables of an entry, with those below it.
 *
 * @throws OpenApiMcpError CLIENT_CONFIG_INVALID for an entry that is written without a table of its own
 */
async function findTables(file: ConfigText, path: string[]): Promise<TomlTable[]> {
  const found = (await tablesOf(file.text)).filter((table) =>
    path.every((key, index) => table.path[index] === key),
  );
  const [outer = '', inner = ''] = path;
  const entry = await parseToml(file).then((root) => root[outer]);
  const isThere = isJsonObject(entry) && entry[inner] !== undefined;
  if (found.length > 0 || !isThere) return found;
  const offset = Math.max(file.text.indexOf(inner), 0);
  throw invalidConfig(file, offset, `${path.join('.')} is not a table of its own`, {
    hint: `Write it below a header [${path.join('.')}], and run the command again.`,
  });
}

/** Returns the tables of a valid text, in their order. */
async function tablesOf(text: string): Promise<TomlTable[]> {
  const { parse } = await import('smol-toml');
  const tables: TomlTable[] = [];
  let offset = 0;
  while (offset < text.length) {
    const [space = ''] = /^[ \t]*/.exec(text.slice(offset)) ?? [];
    const first = text[offset + space.length];
    const isBlank = first === '#' || first === '\n' || first === '\r' || first === undefined;
    const end = first === '[' || isBlank ? nextLineOf(text, offset) : valueEnd(text, offset);
    const current = tables.at(-1);
    if (first === '[') tables.push({ path: headerPath(parse(text.slice(offset, end))), start: offset, end });
    else if (!isBlank && current !== undefined) current.end = end;
    offset = end;
  }
  return tables;
}

/** Returns the keys of a header, which was parsed alone. */
function headerPath(header: unknown): string[] {
  const value: unknown = Array.isArray(header) ? header[0] : header;
  const [entry] = isJsonObject(value) ? Object.entries(value) : [];
  return entry === undefined ? [] : [entry[0], ...headerPath(entry[1])];
}

/** Returns the offset behind the line end of a key and its value. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const first = text[at];
    if (first === '\n' && depth === 0) return at + 1;
    if (first === '[' || first === '{') depth++;
    if (first === ']' || first === '}') depth--;
    if (first === '"' || first === "'") at = stringEnd(text, at, first);
    else if (first === '#') at = Math.max(text.indexOf('\n', at), at + 1);
    else at++;
  }
  return text.length;
}

/** Returns the offset behind a string, of one line or of several. */
function stringEnd(text: string, start: number, quote: string): number {
  const isLong = text.startsWith(quote.repeat(3), start);
  const close = isLong ? quote.repeat(3) : quote;
  let at = start + close.length;
  while (at < text.length && !text.startsWith(close, at)) at += quote === '"' && text[at] === '\\' ? 2 : 1;
  at += close.length;
  // A long string may end with quotes of its own.
  if (isLong) while (text[at] === quote) at++;
  return at;
}

/** Removes a table with the empty line before it. */
function removal(text: string, { start, end }: TomlTable): TextEdit {
  const [empty = ''] = /(?<=\n)\r?\n$/.exec(text.slice(0, start)) ?? [];
  return { start: start - empty.length, end, text: '' };
}
