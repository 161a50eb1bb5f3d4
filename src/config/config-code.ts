import { formatKeys } from './config-node.ts';
import type { CustomTool } from '../runtime/custom-tools.ts';
import type { CallHooks } from '../runtime/extension-options.ts';
import type { ConfigMistake } from './config-node.ts';

/** The code of a config file that is a program. */
export interface ConfigCode {
  hooks?: CallHooks;
  tools?: CustomTool[];
  /** The hooks of APIs by key. */
  apiHooks: Map<string, CallHooks>;
}

/** The functions that hooks can be. */
const hookNames = ['beforeRequest', 'afterResponse'];

/** Takes the code out of the default export of a config file, and checks it. */
export function takeCode(exported: unknown): { data: unknown; code: ConfigCode; mistakes: ConfigMistake[] } {
  const mistakes: ConfigMistake[] = [];
  const code: ConfigCode = { apiHooks: new Map() };
  if (!isRecord(exported)) return { data: exported, code, mistakes };
  const { hooks, tools, ...data } = exported;

  function refuse(keys: (string | number)[], message: string, hint?: string): void {
    mistakes.push({ offset: undefined, key: formatKeys(keys), message, hint });
  }

  function isHooks(value: unknown, keys: string[]): value is CallHooks {
    const before = mistakes.length;
    const hint = `Its keys: ${hookNames.join(', ')}.`;
    if (!isRecord(value)) refuse(keys, 'must be a map of keys to functions', hint);
    else
      for (const [name, hook] of Object.entries(value))
        if (!hookNames.includes(name)) refuse([...keys, name], 'is not a key', hint);
        else if (hook !== undefined && typeof hook !== 'function')
          refuse([...keys, name], 'must be a function');
    return mistakes.length === before;
  }

  function isTools(value: unknown): value is CustomTool[] {
    const before = mistakes.length;
    if (!Array.isArray(value)) refuse(['tools'], 'must be a list', 'Write [{ name, call }].');
    else {
      const names = new Set<unknown>();
      for (const [index, tool] of value.entries()) checkTool(tool, index, names);
    }
    return mistakes.length === before;
  }

  function checkTool(tool: unknown, index: number, names: Set<unknown>): void {
    const keys = ['tools', index];
    if (!isRecord(tool)) return refuse(keys, 'must be a map of keys to values');
    const { name, call } = tool;
    if (typeof name !== 'string' || name === '') refuse(keys, 'needs a name', 'Give it the key `name`.');
    else if (names.has(name))
      refuse([...keys, 'name'], `is ${name}, as of another tool`, 'Give each tool a name of its own.');
    if (typeof call !== 'function')
      refuse(keys, 'needs the function call', 'Write call: (args) => the result.');
    names.add(name);
  }

  if (hooks !== undefined && isHooks(hooks, ['hooks'])) code.hooks = hooks;
  if (tools !== undefined && isTools(tools)) code.tools = tools;
  const { apis } = data;
  if (!isRecord(apis)) return { data, code, mistakes };
  const apisData = Object.entries(apis).map(([key, api]): [string, unknown] => {
    if (!isRecord(api)) return [key, api];
    const { hooks: own, ...rest } = api;
    if (own !== undefined && isHooks(own, ['apis', key, 'hooks'])) code.apiHooks.set(key, own);
    return [key, rest];
  });
  return { data: { ...data, apis: Object.fromEntries(apisData) }, code, mistakes };
}

/** Returns the mistake of a key that is unknown to data, but known to code. */
export function explainCodeKey(mistake: ConfigMistake): ConfigMistake {
  if (mistake.message !== 'is not a key' || !/^(?:hooks|tools|apis(?:\.[\w-]+)\.hooks)$/.test(mistake.key))
    return mistake;
  return {
    ...mistake,
    message: 'is code, which data cannot hold',
    hint: 'Write the config file as .ts, .mjs or .js.',
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
