import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { takeCode } from './config-code.ts';
import { formatKeys } from './config-node.ts';
import type { ConfigCode } from './config-code.ts';
import type { ConfigMistake, ConfigNode } from './config-node.ts';

/**
 * Runs a config file that is a program, and returns its default export as nodes without places, and its code.
 *
 * @param name the path as errors name it
 * @throws OpenApiMcpError CONFIG_INVALID
 */
export async function importConfig(
  path: string,
  name: string,
): Promise<{ root: ConfigNode; code: ConfigCode; mistakes: ConfigMistake[] }> {
  const { data, code, mistakes } = takeCode(await importDefault(path, name));
  const open = new Set<unknown>();

  function convert(given: unknown, keys: (string | number)[]): ConfigNode {
    const offset = undefined;
    if (
      given === null ||
      typeof given === 'string' ||
      typeof given === 'number' ||
      typeof given === 'boolean'
    )
      return { kind: 'scalar', offset, value: given };
    if (typeof given !== 'object' || open.has(given)) {
      mistakes.push({ offset, key: formatKeys(keys) || 'the default export', message: 'must be data' });
      return { kind: 'scalar', offset, value: null };
    }
    open.add(given);
    const node: ConfigNode = Array.isArray(given)
      ? { kind: 'list', offset, items: given.map((item, index) => convert(item, [...keys, index])) }
      : {
          kind: 'map',
          offset,
          entries: Object.entries(given)
            .filter(([, item]) => item !== undefined)
            .map(([key, item]) => ({ key, offset, value: convert(item, [...keys, key]) })),
        };
    open.delete(given);
    return node;
  }

  return { root: convert(data, []), code, mistakes };
}

async function importDefault(path: string, name: string): Promise<unknown> {
  const load = extname(path) === '.ts' && !stripsTypes() ? await loadJiti(path, name) : importFile;
  try {
    return await load(path);
  } catch (cause) {
    throw new OpenApiMcpError('CONFIG_INVALID', messageOf(cause), {
      cause,
      hint: 'Fix the error in that file.',
      location: { source: name },
    });
  }
}

async function importFile(path: string): Promise<unknown> {
  // A file that has changed is another module, so that a reload runs it again.
  const module: unknown = await import(`${pathToFileURL(path).href}?${statSync(path).mtimeMs}`);
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
}

/** Returns true if Node.js itself runs TypeScript: since 22.18 and 23.6. */
function stripsTypes(): boolean {
  const { features } = process;
  return 'typescript' in features && Boolean(features.typescript);
}

/** The functions of `jiti` that are used here. */
interface Jiti {
  createJiti(
    path: string,
    options: { moduleCache: boolean },
  ): { import(path: string, options: { default: true }): Promise<unknown> };
}

/** Returns the loader of `jiti`, which the project of the config file has installed. */
async function loadJiti(path: string, name: string): Promise<(path: string) => Promise<unknown>> {
  try {
    const entry = createRequire(path).resolve('jiti');
    const { createJiti }: Jiti = await import(pathToFileURL(entry).href);
    return (file) => createJiti(file, { moduleCache: false }).import(file, { default: true });
  } catch (cause) {
    throw new OpenApiMcpError(
      'CONFIG_INVALID',
      `Node.js ${process.versions.node} does not run TypeScript by itself, which it does from 22.18 on`,
      {
        cause,
        hint: 'Run npm install --save-dev jiti, or write the file as .mjs.',
        location: { source: name },
      },
    );
  }
}
