import { joinHooks } from './operation-hooks.ts';
import { entryOf, formatKeys } from './config-node.ts';
import { asJsonObject } from '../json/narrow.ts';
import { readParamHeaders } from '../runtime/param-headers.ts';
import type { CustomResource } from '../runtime/custom-resources.ts';
import type { CustomPrompt, CustomTool } from '../runtime/custom-tools.ts';
import type { PatternHooks } from './operation-hooks.ts';
import type { CallHooks, ExtensionOptions } from '../runtime/extension-options.ts';
import type { ConfigMistake, ConfigNode } from './config-node.ts';

/** The code of a config file that is a program. */
export interface ConfigCode {
  /** The code of the whole file. */
  shared: ExtensionOptions;
  /** The code of APIs by key. */
  apis: Map<string, ExtensionOptions>;
}

type Keys = (string | number)[];

/** The functions that hooks can be. */
const hookNames = ['beforeRequest', 'afterResponse'];

/** A list of objects with code. */
interface CodeList {
  key: string;
  /** The texts that each object has. Those of the first key differ. */
  texts: string[];
  /** The function that each object has. */
  method: string;
  /** An object, for hints. */
  form: string;
  /** The word for an object in errors. */
  noun: string;
}

const toolList: CodeList = {
  key: 'tools',
  texts: ['name'],
  method: 'call',
  form: '{ name, call: (args) => the result }',
  noun: 'tool',
};
const resourceList: CodeList = {
  key: 'resources',
  texts: ['uri', 'name'],
  method: 'read',
  form: '{ uri, name, read: () => the text }',
  noun: 'resource',
};
const promptList: CodeList = {
  key: 'prompts',
  texts: ['name'],
  method: 'get',
  form: '{ name, get: (args) => the text }',
  noun: 'prompt',
};

/** Takes the code out of the default export of a config file, and checks it. */
export function takeCode(exported: unknown): { data: unknown; code: ConfigCode; mistakes: ConfigMistake[] } {
  const mistakes: ConfigMistake[] = [];
  const code: ConfigCode = { shared: {}, apis: new Map() };
  if (!isRecord(exported)) return { data: exported, code, mistakes };
  const { data, own, patterns } = takeFrom(exported, [], mistakes);
  code.shared = withHooks(own, joinHooks(patterns, own.hooks));
  const { apis } = data;
  if (!isRecord(apis)) return { data, code, mistakes };
  const apisData = Object.entries(apis).map(([key, api]): [string, unknown] => {
    if (!isRecord(api)) return [key, api];
    const taken = takeFrom(api, ['apis', key], mistakes);
    const isPlain = Object.keys(taken.patterns).length === 0;
    // Hooks of an API replace those of the whole file; hooks of operations run beside them.
    const hooks = isPlain ? taken.own.hooks : joinHooks(taken.patterns, taken.own.hooks ?? own.hooks);
    const ownCode = withHooks(taken.own, hooks);
    if (Object.keys(ownCode).length > 0) code.apis.set(key, ownCode);
    return [key, taken.data];
  });
  return { data: { ...data, apis: Object.fromEntries(apisData) }, code, mistakes };
}

/** Takes the code out of a file, or out of one of its APIs. */
function takeFrom(
  given: Record<string, unknown>,
  keys: string[],
  mistakes: ConfigMistake[],
): { data: Record<string, unknown>; own: ExtensionOptions; patterns: PatternHooks } {
  const { hooks, tools, resources, prompts, ...data } = given;
  const own: ExtensionOptions = {};
  if (hooks !== undefined && isHooks(hooks, [...keys, 'hooks'], mistakes)) own.hooks = hooks;
  if (Array.isArray(tools)) own.tools = codeOf<CustomTool>([...tools.entries()], toolList, keys, mistakes);
  else if (tools !== undefined)
    refuse(mistakes, [...keys, 'tools'], 'must be a list', `Write [${toolList.form}].`);
  const mode = splitList(resources);
  const [first, second] = Array.isArray(mode.data) ? mode.data : [mode.data];
  if (first !== undefined) data['resources'] = first;
  if (second !== undefined)
    refuse(mistakes, [...keys, 'resources'], 'has two modes', 'Leave one of on and off out.');
  if (mode.code.length > 0) own.resources = codeOf<CustomResource>(mode.code, resourceList, keys, mistakes);
  const files = splitList(prompts);
  if (files.data !== undefined) data['prompts'] = files.data;
  if (files.code.length > 0) own.prompts = codeOf<CustomPrompt>(files.code, promptList, keys, mistakes);
  const patterns: PatternHooks = {};
  const { operations } = data;
  if (isRecord(operations))
    data['operations'] = Object.fromEntries(
      Object.entries(operations).map(([pattern, shaping]): [string, unknown] => {
        if (!isRecord(shaping) || shaping['hooks'] === undefined) return [pattern, shaping];
        const { hooks: found, ...rest } = shaping;
        if (isHooks(found, [...keys, 'operations', pattern, 'hooks'], mistakes)) patterns[pattern] = found;
        return [pattern, rest];
      }),
    );
  return { data, own, patterns };
}

/** Returns code with these hooks, if there are any. */
function withHooks(own: ExtensionOptions, hooks: CallHooks | undefined): ExtensionOptions {
  return hooks === undefined ? own : { ...own, hooks };
}

/** Splits a list into the texts, which are values of a flag, and the code with its places. */
function splitList(value: unknown): { data?: unknown; code: [number, unknown][] } {
  if (!Array.isArray(value)) return { data: value, code: [] };
  const texts = value.filter((item) => typeof item === 'string');
  const code = [...value.entries()].filter(([, item]) => typeof item !== 'string');
  return { ...(texts.length > 0 || code.length === 0 ? { data: texts } : {}), code };
}

function isHooks(value: unknown, keys: Keys, mistakes: ConfigMistake[]): value is CallHooks {
  const before = mistakes.length;
  const hint = `Its keys: ${hookNames.join(', ')}.`;
  if (!isRecord(value)) refuse(mistakes, keys, 'must be a map of keys to functions', hint);
  else
    for (const [name, hook] of Object.entries(value))
      if (!hookNames.includes(name)) refuse(mistakes, [...keys, name], 'is not a key', hint);
      else if (hook !== undefined && typeof hook !== 'function')
        refuse(mistakes, [...keys, name], 'must be a function');
  return mistakes.length === before;
}

/** Returns the objects of a list, without those that have a mistake. */
function codeOf<Item>(
  entries: [number, unknown][],
  list: CodeList,
  keys: Keys,
  mistakes: ConfigMistake[],
): Item[] {
  const seen = new Set<unknown>();
  return entries
    .filter((entry): entry is [number, Item] => {
      const before = mistakes.length;
      checkItem(entry[1], list, [...keys, list.key, entry[0]], seen, mistakes);
      return mistakes.length === before;
    })
    .map(([, item]) => item);
}

function checkItem(
  item: unknown,
  { texts, method, form, noun }: CodeList,
  keys: Keys,
  seen: Set<unknown>,
  mistakes: ConfigMistake[],
): void {
  if (!isRecord(item)) return refuse(mistakes, keys, `is no ${noun}`, `Write ${form}.`);
  for (const key of texts)
    if (typeof item[key] !== 'string' || item[key] === '')
      refuse(mistakes, keys, `needs ${/^[aeio]/.test(key) ? 'an' : 'a'} ${key}`, `Give it the key ${key}.`);
  const [id = ''] = texts;
  if (seen.has(item[id]))
    refuse(
      mistakes,
      [...keys, id],
      `is ${String(item[id])}, as of another ${noun}`,
      `Give each ${noun} a ${id} of its own.`,
    );
  seen.add(item[id]);
  const schema = asJsonObject(item['inputSchema']);
  const { fault } = noun === 'tool' && schema !== undefined ? readParamHeaders(schema) : {};
  if (fault !== undefined)
    refuse(
      mistakes,
      [...keys, 'inputSchema'],
      `breaks a rule of headers, so that clients leave the tool out: ${fault}`,
      'Write x-mcp-header: Name on a property that is a string, an integer or a boolean.',
    );
  if (typeof item[method] !== 'function')
    refuse(mistakes, keys, `needs the function ${method}`, `Write ${form}.`);
}

function refuse(mistakes: ConfigMistake[], keys: Keys, message: string, hint?: string): void {
  mistakes.push({ offset: undefined, key: formatKeys(keys), message, hint });
}

/** Returns the mistake of a key, or of an object in a list, that is code. */
export function explainCodeKey(mistake: ConfigMistake, root: ConfigNode): ConfigMistake {
  const { key, message, offset } = mistake;
  const hint = 'Write the config file as .ts, .mjs or .js.';
  if (offset !== undefined && codeOffsets(root).includes(offset))
    return { ...mistake, message: 'is code, which data cannot hold', hint };
  if (message === 'is not a key' && /^(?:apis\.[\w-]+\.)?(?:hooks|tools|operations.+\bhooks)$/.test(key))
    return { ...mistake, message: 'is code, which data cannot hold', hint };
  return mistake;
}

/** Returns the offsets of code in the lists of resources and prompts: of the list of resources, and of each prompt. */
function codeOffsets(root: ConfigNode): (number | undefined)[] {
  if (root.kind !== 'map') return [];
  const apis = entryOf(root, 'apis')?.value;
  const owners = [root, ...(apis?.kind === 'map' ? apis.entries.map(({ value }) => value) : [])];
  return owners.flatMap((owner) => {
    if (owner.kind !== 'map') return [];
    const resources = entryOf(owner, 'resources')?.value;
    const prompts = entryOf(owner, 'prompts')?.value;
    const isCode = resources?.kind === 'list' && resources.items.some(({ kind }) => kind === 'map');
    const objects = prompts?.kind === 'list' ? prompts.items.filter(({ kind }) => kind === 'map') : [];
    return [...(isCode ? [resources.offset] : []), ...objects.map(({ offset }) => offset)];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
