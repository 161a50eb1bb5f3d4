import { OpenApiMcpError } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The text of a configuration file, without a byte order mark. */
export interface ConfigText {
  /** The path of the file, for errors. */
  source: string;
  text: string;
}

/** A syntax of configuration files. Changes keep every byte outside the changed value. */
export interface ConfigSyntax {
  /**
   * Reads the values of a file.
   *
   * @throws OpenApiMcpError CLIENT_CONFIG_INVALID
   */
  read(file: ConfigText): Promise<JsonObject>;
  /**
   * Sets the value at a path of keys, and creates the objects above it. The key `-` appends to a list.
   *
   * @throws OpenApiMcpError CLIENT_CONFIG_INVALID
   */
  set(file: ConfigText, path: string[], value: Json): Promise<string>;
  /** Removes the value at a path of keys and indexes, which exists. */
  remove(file: ConfigText, path: (string | number)[]): Promise<string>;
}

/** A replacement of a part of a text. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Returns a text with the edits, which do not overlap. */
export function applyEdits(text: string, edits: TextEdit[]): string {
  let result = text;
  for (const { start, end, text: inserted } of edits.toSorted((one, other) => other.start - one.start))
    result = result.slice(0, start) + inserted + result.slice(end);
  return result;
}

/** Returns the line end of a text: that of its first line. */
export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Returns the offset at which the line of an offset begins. */
export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Returns the offset behind the line end of the line of an offset. */
export function nextLineOf(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** Returns the error of a file that is not changed, at an offset of its text. */
export function invalidConfig(
  { source, text }: ConfigText,
  offset: number,
  reason: string,
  details: { cause?: unknown; hint?: string } = {},
): OpenApiMcpError {
  const before = text.slice(0, offset).split('\n');
  const location = { source, line: before.length, column: (before.at(-1) ?? '').length + 1 };
  return new OpenApiMcpError('CLIENT_CONFIG_INVALID', reason, { ...details, location });
}
