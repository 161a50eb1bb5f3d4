import { resolve } from 'node:path';
import { flagsOf } from './command.ts';
import { isPathFlag } from './flag-texts.ts';
import { callFlags } from './flags/call-flags.ts';
import { configFlag } from './flags/document-flags.ts';
import { splitKey } from './named-sources.ts';
import { nodePath, programPath } from './serve-arguments.ts';
import { isSecretHeader, redacted } from '../runtime/security/redact.ts';
import type { CommandInput } from './command.ts';
import type { Flag } from './flags/flag.ts';

/** The command line that a server was started with. */
export type StartedWith = Pick<CommandInput<{ mock?: boolean }>, 'flags' | 'given' | 'config'>;

/**
 * Returns the words of a command that calls a tool as a server does, from any folder, up to the name of the tool. Headers
 * with secrets are redacted.
 *
 * @param source the path or URL of the document, or the key of an API of the config file
 * @param key the key of an API of several
 * @param keys the keys of all of them
 */
export function callWords(
  source: string,
  { flags, given = new Map(), config }: StartedWith,
  environment: Record<string, string | undefined>,
  key?: string,
  keys: string[] = [],
): string[] {
  const names = flagsOf({ groups: callFlags }).filter((flag) => flag !== configFlag);
  const isKey = config?.apis?.some((api) => api.key === source) === true;
  return [
    nodePath(environment),
    programPath(),
    'call',
    ...(config === undefined ? [] : [`--${configFlag.name}`, config.path]),
    ...names.flatMap((flag) => wordsOf(flag, valuesFor(given.get(flag.name) ?? [], key, keys))),
    ...(flags.mock === true && !given.has('mock') ? ['--mock'] : []),
    ...(key === undefined || isKey ? [] : ['--name', key]),
    isKey || /^[a-z][a-z\d+.-]+:/i.test(source) ? source : resolve(source),
  ];
}

/** Returns the values that hold for an API: those without a key, and those with its own. */
function valuesFor(texts: string[], own: string | undefined, keys: string[]): string[] {
  return texts.flatMap((text) => {
    const { key, rest } = splitKey(text);
    if (key === undefined || !keys.includes(key)) return [text];
    return key === own ? [rest] : [];
  });
}

function wordsOf(flag: Flag, texts: string[]): string[] {
  return texts.flatMap((text) => {
    if (flag.value === undefined) return [`--${flag.name}`];
    const [header = ''] = text.split(':');
    const isSecret = flag.name.endsWith('header') && isSecretHeader(header.trim());
    const shown = isSecret ? `${header}: ${redacted}` : text;
    return [`--${flag.name}`, isPathFlag(flag) && shown !== '-' ? resolve(shown) : shown];
  });
}
