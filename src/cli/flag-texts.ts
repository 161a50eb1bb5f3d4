import { relative, resolve } from 'node:path';
import { asStrings, isJsonObject } from '../json/narrow.ts';
import type { Json } from '../json/value.ts';
import type { Flag } from './flags/flag.ts';

/** Returns true for a flag whose value is the path of a file or a folder. */
export function isPathFlag({ value }: Flag): boolean {
  return value === 'file' || value === 'folder';
}

/**
 * Returns the texts with which a command line would give the value of a config file. Paths are relative to the folder of
 * the file.
 */
export function textsOf(flag: Flag, value: Json, folder: string): string[] {
  if (flag.value === undefined) return value === true ? [''] : [];
  const form = flag.readAll?.form ?? flag.read?.form;
  if (form?.kind === 'list')
    return asStrings(value).map((text) => (isPathFlag(flag) ? sourceFrom(folder, text) : text));
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  if (form?.kind === 'pairs') return entries.map(([name, text]) => `${name}${form.separator}${String(text)}`);
  if (form?.kind === 'scopes')
    return entries.map(([pattern, names]) => `${pattern}=${asStrings(names).join(',')}`);
  const text = String(value);
  return [isPathFlag(flag) && text !== '-' ? pathFrom(folder, text) : text];
}

/** Returns a path or URL of a config file, the path as one of the working directory. */
export function sourceFrom(folder: string, source: string): string {
  return /^[a-z][a-z\d+.-]+:/i.test(source) ? source : pathFrom(folder, source);
}

/** Returns a path of a config file as one of the working directory. */
export function pathFrom(folder: string, path: string): string {
  return relative('.', resolve(folder, path)) || '.';
}
