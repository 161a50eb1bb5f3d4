import { readFileSync, statSync } from 'node:fs';
import { parseUnixUrl } from '../../http/unix-url.ts';
import { messageOf, OpenApiMcpError } from '../../errors.ts';
import type { ValueForm } from './flag.ts';

/** Returns a reader that knows the form of its value. */
function withForm<Reader extends object>(form: ValueForm, reader: Reader): Reader & { form: ValueForm } {
  return Object.assign(reader, { form });
}

/** @throws OpenApiMcpError OPTION_INVALID */
export const readPort = withForm(
  { kind: 'integer', minimum: 0, maximum: 65_535 },
  (text: string, flag: string): number => {
    const port = Number(text);
    if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== '') return port;
    throw invalid(`${flag} must be a number from 0 to 65535`);
  },
);

/** Returns a reader of whole numbers from `least` on. */
export function readCount(least: number) {
  return withForm({ kind: 'integer', minimum: least }, (text: string, flag: string): number => {
    const count = Number(text);
    if (Number.isSafeInteger(count) && count >= least && text.trim() !== '') return count;
    throw invalid(`${flag} must be a whole number of at least ${least}`);
  });
}

/** @throws OpenApiMcpError OPTION_INVALID */
export function readFolder(path: string, flag: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw invalid(`${flag} must be an existing folder`);
}

/**
 * Returns an HTTP URL. The error does not repeat the value, which may contain a password.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function readUrl(text: string, flag: string): string {
  if (parseUnixUrl(text) !== undefined) return text;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw invalid(`${flag} must be a URL that begins with http:// or https://`);
}

/**
 * Returns the content of a text file.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function readText(path: string, flag: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OpenApiMcpError('OPTION_INVALID', messageOf(cause), {
      cause,
      hint: `Check the path of ${flag}.`,
    });
  }
}

/** Returns the values as a list. */
export const readList = withForm({ kind: 'list' }, (texts: string[]): string[] => texts);

/**
 * Returns a reader of pairs such as `name=value`, by name. The error does not repeat the value, which may be a secret.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function readPairs(separator: string, form: string) {
  return withForm({ kind: 'pairs', separator }, (texts: string[], flag: string): Record<string, string> => {
    const pairs = texts.map((text) => {
      const index = text.indexOf(separator);
      const name = text.slice(0, index).trim();
      if (index === -1 || name === '') throw invalid(`${flag} must have the form ${form}`);
      return [name, text.slice(index + 1).trim()] as const;
    });
    return Object.fromEntries(pairs);
  });
}

/**
 * Returns scopes by pattern, from texts such as `tag:admin=pets:write,pets:read`.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export const readScopes = withForm(
  { kind: 'scopes' },
  (texts: string[], flag: string): Record<string, string[]> => {
    const scopes = new Map<string, string[]>();
    for (const text of texts) {
      const [, left = '', right = ''] = /^(.*)=(.*)$/s.exec(text) ?? [];
      const pattern = left.trim();
      const names = right.split(/[\s,]+/).filter((name) => name !== '');
      if (pattern === '' || names.length === 0) throw invalid(`${flag} must have the form pattern=scope`);
      scopes.set(pattern, [...(scopes.get(pattern) ?? []), ...names]);
    }
    return Object.fromEntries(scopes);
  },
);

function invalid(message: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', message);
}
