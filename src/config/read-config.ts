import { readFile } from 'node:fs/promises';
import { dirname, extname, relative, resolve } from 'node:path';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { checkNode } from './check-node.ts';
import { explainCodeKey } from './config-code.ts';
import { entryOf } from './config-node.ts';
import { interpolate } from './interpolate.ts';
import { locatorOf, mistakesError } from './mistakes-error.ts';
import schema from './config.schema.json' with { type: 'json' };
import type { ErrorLocation } from '../errors.ts';
import type { JsonSchema } from '../json/value.ts';
import type { ConfigCode } from './config-code.ts';
import type { ConfigEntry, ConfigMistake, ConfigNode, MapNode } from './config-node.ts';

/** A config file that was parsed, but not checked. */
export interface ParsedConfig {
  path: string;
  /** The path as errors name it: relative to the working directory. */
  name: string;
  /** The folder that relative paths in the file begin at. */
  folder: string;
  root: ConfigNode;
  /** The code of a file that is a program. */
  code?: ConfigCode;
  /** The mistakes of the syntax. */
  mistakes: ConfigMistake[];
  /** Returns the place of an offset. */
  locate(offset: number | undefined): ErrorLocation;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads and parses a config file.
 *
 * @throws OpenApiMcpError OPTION_INVALID, CONFIG_INVALID
 */
export async function parseConfig(path: string): Promise<ParsedConfig> {
  const full = resolve(path);
  const name = relative('.', full);
  const text = await readText(full, name);
  const ending = extname(full);
  const parsed: Pick<ParsedConfig, 'root' | 'code' | 'mistakes'> = /^\.[mc]?[jt]s$/.test(ending)
    ? await (await import('./import-config.ts')).importConfig(full, name)
    : /^\.jsonc?$/.test(ending)
      ? await (await import('./parse-json.ts')).parseJsonConfig(text)
      : await (await import('./parse-yaml.ts')).parseYamlConfig(text);
  return { ...parsed, path: full, name, folder: dirname(full), locate: locatorOf(name, text) };
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `the config file ${name} cannot be read: ${messageOf(cause)}`,
      {
        cause,
        hint: 'Check the path of --config.',
      },
    );
  }
}

/** Returns the documents of a config file before the rest is checked. */
export function documentsOf({ root, folder }: ParsedConfig, environment: Environment): string[] {
  if (root.kind !== 'map') return [];
  const apis = entryOf(root, 'apis')?.value;
  const owners = [root, ...(apis?.kind === 'map' ? apis.entries.map(({ value }) => value) : [])];
  return owners.flatMap((owner) => {
    const node = owner.kind === 'map' ? entryOf(owner, 'document')?.value : undefined;
    if (node === undefined) return [];
    const value = interpolate(node, { environment, folder, mistakes: [] });
    return value.kind === 'scalar' && typeof value.value === 'string' ? [value.value] : [];
  });
}

/**
 * Returns the values of a config file.
 *
 * @param examine finds further mistakes in values whose types are right. It receives the whole file besides them.
 * @throws OpenApiMcpError CONFIG_INVALID with every mistake
 */
export function checkConfig(
  config: ParsedConfig,
  environment: Environment,
  examine: (root: MapNode, whole: MapNode) => ConfigMistake[] = () => [],
): MapNode {
  const { folder, root } = config;
  const isEmpty = root.kind === 'scalar' && root.value === null && config.mistakes.length === 0;
  const given: ConfigNode = isEmpty ? { kind: 'map', offset: 0, entries: [] } : root;
  const { checked, mistakes } = checkValues(given, folder, environment);
  if (checked.kind === 'map') {
    const isSound = ({ key }: ConfigEntry): boolean =>
      !mistakes.some(
        (mistake) =>
          mistake.key === key || (mistake.key.startsWith(key) && /^[.[]/.test(mistake.key.slice(key.length))),
      );
    const found = examine({ ...checked, entries: checked.entries.filter(isSound) }, checked);
    const typed = new Set(mistakes.map(({ key }) => key));
    mistakes.push(...found.filter(({ key }) => key === '' || !typed.has(key)));
  }
  const known = new Set(config.mistakes.map(({ key }) => key));
  const all = withSyntax(
    config.mistakes,
    mistakes.filter(({ key }) => key === '' || !known.has(key)),
  );
  if (checked.kind !== 'map' || all.length > 0) throw configError(config, all);
  return checked;
}

/** Returns a node with its variables replaced, and the mistakes in it. */
function checkValues(
  given: ConfigNode,
  folder: string,
  environment: Environment,
): { checked: ConfigNode; mistakes: ConfigMistake[] } {
  const unset: ConfigMistake[] = [];
  const replaced = interpolate(given, { environment, folder, mistakes: unset });
  const typed: ConfigMistake[] = [];
  const checked = checkNode(replaced, schema as JsonSchema, typed);
  // A value that could not be replaced has no type to check.
  const keys = new Set(unset.map(({ key }) => key));
  return {
    checked,
    mistakes: [
      ...unset,
      ...typed.filter(({ key }) => !keys.has(key)).map((mistake) => explainCodeKey(mistake, given)),
    ],
  };
}

/** Returns mistakes in their order. Behind a mistake of the syntax, everything else may follow from it. */
function withSyntax(syntax: ConfigMistake[], others: ConfigMistake[]): ConfigMistake[] {
  const end = Math.min(...syntax.map(({ offset = 0 }) => offset));
  const before = others.filter(({ offset }) => offset === undefined || offset < end);
  return [...syntax, ...before].toSorted((one, other) => (one.offset ?? 0) - (other.offset ?? 0));
}

function configError({ name, locate }: ParsedConfig, mistakes: ConfigMistake[]): OpenApiMcpError {
  const located = mistakes.map((mistake) => ({ ...mistake, location: locate(mistake.offset) }));
  return mistakesError('CONFIG_INVALID', `${name} has`, located);
}
