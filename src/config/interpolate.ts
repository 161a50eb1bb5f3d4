import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearestName } from '../schema/nearest-name.ts';
import { formatKeys } from './config-node.ts';
import type { ConfigMistake, ConfigNode } from './config-node.ts';

/** The sources of the values of `${…}`. */
export interface InterpolationContext {
  environment: Record<string, string | undefined>;
  /** Folder of the config file, which paths are relative to. */
  folder: string;
  mistakes: ConfigMistake[];
}

/** `$${`, `${VAR}`, `${VAR:-default}`, `${file:path}`, and a `${` that is none of these. */
const pattern =
  /\$\$\{|\$\{(?:file:(?<path>[^}]+)|(?<name>[A-Za-z_]\w*)(?::-(?<fallback>[^}]*))?)\}|\$\{[^}]*\}?/g;

/** Returns a node with every `${…}` of its texts replaced. */
export function interpolate(
  node: ConfigNode,
  context: InterpolationContext,
  keys: (string | number)[] = [],
): ConfigNode {
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item, index) => interpolate(item, context, [...keys, index])) };
  if (node.kind === 'map') {
    const entries = node.entries.map((entry) => ({
      ...entry,
      value: interpolate(entry.value, context, [...keys, entry.key]),
    }));
    return { ...node, entries };
  }
  const { value: written, offset } = node;
  if (typeof written !== 'string' || !written.includes('${')) return node;
  const key = formatKeys(keys);
  const isHidden = isHiddenValue(keys);
  let isReplaced = false;
  const value = written.replaceAll(pattern, (found, ...rest) => {
    if (found === '$${') return '${';
    isReplaced = true;
    const groups: Record<string, string | undefined> = rest.at(-1);
    const result =
      isHidden && isUnreadable(groups, keys) ? unreadable(found) : replacement(found, groups, context);
    if (typeof result === 'string') return result;
    context.mistakes.push({ offset, key, ...result });
    return '';
  });
  // The server reads the variables of such a value itself, so that no cache and no generated code has it.
  if (isHidden) return node;
  return isReplaced ? { ...node, value, written } : { ...node, value };
}

/** Returns true within the fixed value of an argument, and in an argument of a login, which only the API may see. */
function isHiddenValue(keys: (string | number)[]): boolean {
  const [root, setting, part, , name] = withinApi(keys);
  if (root === 'session') return !sessionSettings.has(setting);
  return root === 'operations' && part === 'arguments' && name === 'value';
}

/** The keys of a session that are no arguments of its login. */
const sessionSettings: ReadonlySet<string | number | undefined> = new Set([
  'keep',
  'login',
  'token',
  'csrf',
  'csrf-header',
]);

/** Returns the path of a key from the API that it belongs to. */
function withinApi(keys: (string | number)[]): (string | number)[] {
  return keys[0] === 'apis' ? keys.slice(2) : keys;
}

/** Returns true for `${…}` that a server does not read: a file, or a variable in a part of a value. */
function isUnreadable({ path }: Record<string, string | undefined>, keys: (string | number)[]): boolean {
  return path !== undefined || withinApi(keys).length > 5;
}

function unreadable(found: string): Pick<ConfigMistake, 'message' | 'hint'> {
  return {
    message: `cannot have ${found}`,
    hint: 'A fixed value is a text with variables, or data without them.',
  };
}

/** Returns the text that replaces `${…}`, or the mistake in it. */
function replacement(
  found: string,
  { path, name, fallback }: Record<string, string | undefined>,
  { environment, folder }: InterpolationContext,
): string | Pick<ConfigMistake, 'message' | 'hint'> {
  if (path !== undefined) {
    try {
      return readFileSync(resolve(folder, path), 'utf8').replace(/\r?\n$/, '');
    } catch {
      return {
        message: `needs the file ${path}, which cannot be read`,
        hint: 'The path is relative to this file.',
      };
    }
  }
  if (name === undefined)
    return {
      message: `has ${found}, which is no variable`,
      hint: 'Write ${NAME}, ${NAME:-default} or ${file:path}, and $${ for the characters ${ themselves.',
    };
  const value = environment[name];
  if (value !== undefined && (value !== '' || fallback === undefined)) return value;
  if (fallback !== undefined) return fallback;
  const nearest = nearestName(name, Object.keys(environment));
  return {
    message: `needs the variable ${name}, which is not set`,
    hint: nearest === undefined ? `Set it, or write \${${name}:-default}.` : `Did you mean ${nearest}?`,
  };
}
