import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { OpenApiMcpError } from '../errors.ts';

/**
 * Returns the prompt files at a path: the file itself, the `.md` files in a folder, or the files that match a pattern,
 * where `*` stands for any text within a name and `**` for any text.
 *
 * @throws OpenApiMcpError OPTION_INVALID if there is none
 */
export function findPromptFiles(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  const files =
    stats === undefined
      ? filesMatching(path)
      : stats.isDirectory()
        ? filesMatching(join(path, '*.md'))
        : [path];
  if (files.length > 0) return files;
  throw new OpenApiMcpError('OPTION_INVALID', `there are no prompt files at ${path}`, {
    hint: 'Give a Markdown file, a folder of .md files, or a pattern such as prompts/*.md.',
  });
}

/** Returns a path that is the same for every spelling of it. */
export function identityOf(path: string): string {
  return realpathSync(path);
}

function filesMatching(pattern: string): string[] {
  const parts = resolve(pattern).split(sep);
  const first = parts.findIndex((part) => part.includes('*'));
  if (first === -1) return [];
  const folder = parts.slice(0, first).join(sep) || sep;
  // A pattern without ** reaches as deep as it has names.
  const isDeep = parts.some((part) => part.includes('**'));
  const wanted = globOf(parts.slice(first).join('/'));
  return namesBelow(folder, isDeep ? Infinity : parts.length - first)
    .filter((name) => wanted.test(name))
    .toSorted()
    .map((name) => relative('.', join(folder, name)));
}

/** Returns the expression of a pattern. `**` and a slash stand for any number of folders, also for none. */
function globOf(pattern: string): RegExp {
  const source = pattern.split(/(\*\*\/|\*+)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '*') return '[^/]*';
    return part.startsWith('**') ? '.*' : part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 's');
}

/** Returns the files below a folder, relative to it and with slashes. Hidden folders and packages have no prompts. */
function namesBelow(folder: string, depth: number, prefix = ''): string[] {
  if (depth === 0) return [];
  const entries = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder, { withFileTypes: true })
    : [];
  return entries.flatMap((entry) => {
    const { name } = entry;
    if (name.startsWith('.') || name === 'node_modules') return [];
    if (entry.isDirectory()) return namesBelow(join(folder, name), depth - 1, `${prefix}${name}/`);
    return [`${prefix}${name}`];
  });
}
