import { realpathSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { OpenApiMcpError } from '../errors.ts';
import { isSecretHeader } from '../runtime/security/redact.ts';
import { flagsOf } from './command.ts';
import { isPathFlag } from './flag-texts.ts';
import { apiFlags } from './flags/api-flags.ts';
import { configFlag } from './flags/document-flags.ts';
import { splitKey } from './named-sources.ts';
import { checkPositionals, isFlag, splitArguments, unknownFlag } from './parse-arguments.ts';
import type { CommandConfig, ParsedCommand } from './command.ts';
import type { Flag } from './flags/flag.ts';

/** Arguments of `serve` that start the same server from any folder. */
export interface ServeArguments {
  args: string[];
  /** The flags in `args`. */
  flags: string[];
  /** The values of its flags, by name. */
  values: Map<string, string[]>;
}

/** Returns the words before `--`, and those behind it. */
export function splitAtDashes(words: string[]): { own: string[]; served: string[] } {
  const index = words.indexOf('--');
  return index === -1
    ? { own: words, served: [] }
    : { own: words.slice(0, index), served: words.slice(index + 1) };
}

/**
 * Returns the arguments of a server that a client starts from a folder of its own: with absolute paths, and without
 * secrets.
 *
 * @param served the flags of `serve`
 * @param omitted flags that the server does not need
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function serveArguments(
  serve: ParsedCommand,
  documents: string[],
  served: string[],
  config: CommandConfig | undefined,
  omitted: Flag[] = [],
): ServeArguments {
  const flags = flagsOf(serve);
  const { words, rest, values } = splitArguments(flags, served);
  const unknown = words.find(isFlag);
  if (unknown !== undefined) throw unknownFlag(unknown, flags);
  const [misplaced] = [...words, ...rest];
  if (misplaced !== undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `${misplaced} stands behind --, where only options of serve do`,
      {
        hint: 'Write documents before --.',
      },
    );
  if (values.get('transport')?.at(-1) === 'http')
    throw new OpenApiMcpError('OPTION_INVALID', 'a client starts the server on standard input and output', {
      hint: 'Leave --transport out. A client of a server over HTTP needs its URL: docs/serve-over-http.md.',
    });
  if (documents.length === 0 && config === undefined) checkPositionals(serve, documents);
  const all = new Map(values);
  if (documents.length === 0 && config !== undefined) all.set(configFlag.name, [resolve(config.name)]);
  // A value of several documents may begin with the key of one.
  const isNamed = documents.some((text) => splitKey(text).key !== undefined) || documents.length !== 1;
  const keyedFlags = isNamed ? apiFlags(flags) : [];
  const given = flags
    .filter((flag) => !omitted.includes(flag))
    .flatMap((flag) => argumentsOf(flag, all.get(flag.name) ?? [], keyedFlags.includes(flag)));
  return { args: ['serve', ...documents.map(absoluteSource), ...given], flags: given, values };
}

/** @throws OpenApiMcpError OPTION_INVALID for a secret */
function argumentsOf(flag: Flag, texts: string[], isKeyed: boolean): string[] {
  return texts.flatMap((text) => {
    if (flag.value === undefined) return [`--${flag.name}`];
    const { key, rest } = isKeyed ? splitKey(text) : { key: undefined, rest: text };
    refuseSecret(flag, rest);
    const value = isPathFlag(flag) && rest !== '-' ? absolutePath(rest) : rest;
    return [`--${flag.name}`, key === undefined ? value : `${key}=${value}`];
  });
}

/** @throws OpenApiMcpError OPTION_INVALID */
function refuseSecret({ name }: Flag, text: string): void {
  const [header = ''] = text.split(':');
  if (!/^(?:document-)?header$/.test(name) || !isSecretHeader(header.trim())) return;
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `--${name} ${header.trim()} would be copied into a file of the client`,
    {
      hint: 'Write the header into a config file with a variable, such as "Bearer ${TOKEN}", and install that file with --config.',
    },
  );
}

/**
 * Returns a document, which may have the key of its API before it, with an absolute path.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
function absoluteSource(text: string): string {
  if (text === '-')
    throw new OpenApiMcpError('OPTION_INVALID', 'a client cannot give the document on standard input', {
      hint: 'Give the document as a file or URL.',
    });
  const { key, rest: source } = splitKey(text);
  if (/^[a-z][a-z\d+.-]*:\/\/[^/?#]*@/i.test(source))
    throw new OpenApiMcpError('OPTION_INVALID', 'the URL of the document contains a password', {
      hint: 'Write the URL into a config file with a variable, and install that file with --config.',
    });
  return key === undefined ? absolutePath(source) : `${key}=${absolutePath(source)}`;
}

function absolutePath(text: string): string {
  return /^[a-z][a-z\d+.-]+:/i.test(text) && !/^[a-z]:[\\/]/i.test(text) ? text : resolve(text);
}

/**
 * Returns the path of a program of the `PATH`, or undefined if there is none.
 *
 * @param isWanted selects one of several of the name; the first by default
 */
export function findProgram(
  name: string,
  { PATH = '' }: Record<string, string | undefined>,
  isWanted: (realPath: string) => boolean = () => true,
): string | undefined {
  return PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name))
    .find((path) => {
      try {
        return isWanted(realpathSync(path));
      } catch {
        return false;
      }
    });
}

/** Returns the path of Node.js that survives an update: that of the `PATH` if it is the one that runs. */
export function nodePath(environment: Record<string, string | undefined>): string {
  const own = realpathSync(process.execPath);
  return findProgram('node', environment, (path) => path === own) ?? process.execPath;
}

/** Returns the path of the file that runs as the command line. */
export function programPath(): string {
  return realpathSync(process.argv[1] ?? '');
}
