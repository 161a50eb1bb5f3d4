import { resolve } from 'node:path';
import { checkConfig, documentsOf, parseConfig } from '../config/read-config.ts';
import { entryOf, jsonOf } from '../config/config-node.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { isSecretHeader } from '../runtime/security/redact.ts';
import { flagsOf } from './command.ts';
import { apiFlags } from './flags/api-flags.ts';
import { configFlag } from './flags/document-flags.ts';
import { nameFlag } from './flags/tool-flags.ts';
import { sourceFrom, textsOf } from './flag-texts.ts';
import { propertyOf, withoutServerFlags } from './flags/flag.ts';
import { readValue } from './flags/read-flag-values.ts';
import { findMissingFiles } from './missing-files.ts';
import { findClaimMistakes, findFilterMistakes, findOperationMistakes } from './operation-mistakes.ts';
import type { ConfigMistake, ConfigEntry, ConfigNode, MapNode } from '../config/config-node.ts';
import type { ParsedConfig } from '../config/read-config.ts';
import type { ShapingOptions } from '../shape/shaping-options.ts';
import type { CommandConfig, CommandDefinition, ConfigApi } from './command.ts';
import type { FileValue, Flag } from './flags/flag.ts';
import type { Terminal } from './terminal.ts';

/** Returns the flags of `serve` that are keys of a config file. */
export async function configFlags(): Promise<Flag[]> {
  const { serveCommand } = await import('./commands/serve.ts');
  return flagsOf(serveCommand).filter((flag) => flag !== configFlag);
}

/**
 * Reads a config file for a command.
 *
 * @param given the flags of the command line, by name
 * @param documents the documents of the command line, if only a file for them is to be used
 * @throws OpenApiMcpError OPTION_INVALID, CONFIG_INVALID
 */
export async function openCommandConfig(
  command: CommandDefinition,
  path: string,
  given: Map<string, string[]>,
  documents: string[],
  terminal: Terminal,
): Promise<CommandConfig | undefined> {
  const { environment } = terminal;
  const parsed = await parseConfig(path);
  const own = documentsOf(parsed, environment).map((source) => sourceFrom(parsed.folder, source));
  const keysOfApis = apiKeysOf(parsed);
  const isOwn = (document: string): boolean =>
    keysOfApis.includes(document) || own.some((source) => isSame(document, source));
  if (own.length > 0 && !documents.every(isOwn)) {
    terminal.error(`${parsed.name} is not used: its document is another. --config ${parsed.name} uses it.\n`);
    return undefined;
  }
  // A flag of another command may have the name of a key, such as the port of a login, and is another flag.
  const keys = await configFlags();
  const flags = flagsOf(command).filter((flag) => keys.includes(flag));
  const filterMistakes = await findFilterMistakes(parsed.root);
  const root = checkConfig(parsed, environment, (checked, whole) => [
    ...examine(checked, flags, parsed),
    ...examineApis(checked, flags, parsed),
    ...findMissingFiles(checked, flags, parsed.folder),
    ...findOperationMistakes(whole),
    ...(hasTokens(command, checked, given, environment) ? [] : findClaimMistakes(whole)),
    ...filterMistakes,
  ]);
  const values = new Map(
    flags
      .filter((flag) => !flags.some((other) => excludes(flag, other) && given.has(other.name)))
      .flatMap((flag) => valueOf(root, flag, parsed, command)),
  );
  const operations = entryOf(root, 'operations')?.value;
  const document = entryOf(root, 'document')?.value;
  const apis = readApis(root, flags, parsed, command, values);
  return {
    name: parsed.name,
    path: resolve(path),
    values,
    places: placesOf(parsed, root),
    ...(parsed.code === undefined ? {} : { code: parsed.code }),
    ...(document === undefined ? {} : { document: sourceFrom(parsed.folder, String(jsonOf(document))) }),
    ...(apis.length === 0 ? {} : { apis }),
    // The schema is made of the type.
    ...(operations === undefined ? {} : { operations: jsonOf(operations) as ShapingOptions }),
  };
}

/** Returns false for a server over standard input and output, whose caller has no token. */
function hasTokens(
  command: CommandDefinition,
  root: MapNode,
  given: Map<string, string[]>,
  environment: Terminal['environment'],
): boolean {
  const transport = flagsOf(command).find(({ name }) => name === 'transport');
  if (command.name !== 'serve' || transport === undefined) return true;
  const variable = transport.variable === undefined ? undefined : environment[transport.variable];
  const node = entryOf(root, propertyOf(transport))?.value;
  const chosen = given.get(transport.name)?.at(-1) ?? (variable || (node && jsonOf(node)));
  return (chosen ?? transport.default) !== 'stdio';
}

/** Returns the APIs of a checked file. The values of the whole file hold for each, unless it has its own. */
function readApis(
  root: MapNode,
  flags: Flag[],
  parsed: ParsedConfig,
  command: CommandDefinition,
  shared: Map<string, FileValue>,
): ConfigApi[] {
  const inherited = withoutServerFlags(flags, shared);
  return apiNodes(root).map(({ key, node }): ConfigApi => {
    const operations = entryOf(node, 'operations')?.value;
    const document = entryOf(node, 'document')?.value;
    const own = apiFlags(flags).flatMap((flag) => valueOf(node, flag, parsed, command));
    return {
      key,
      document: sourceFrom(parsed.folder, String(document === undefined ? '' : jsonOf(document))),
      values: new Map([...inherited, ...own]),
      places: placesOf(parsed, node),
      ...(operations === undefined ? {} : { operations: jsonOf(operations) as ShapingOptions }),
    };
  });
}

/** Returns the nodes of the APIs of a file. */
export function apiNodes(root: MapNode): { key: string; node: MapNode; offset: number | undefined }[] {
  const apis = entryOf(root, 'apis')?.value;
  if (apis?.kind !== 'map') return [];
  return apis.entries.flatMap(({ key, value, offset }) =>
    value.kind === 'map' ? [{ key, node: value, offset }] : [],
  );
}

function apiKeysOf({ root }: ParsedConfig): string[] {
  return root.kind === 'map' ? apiNodes(root).map(({ key }) => key) : [];
}

/** Returns the mistakes in the APIs of a file, and in keys that belong to them. */
function examineApis(root: MapNode, flags: Flag[], parsed: ParsedConfig): ConfigMistake[] {
  const nodes = apiNodes(root);
  const ofOneApi = flags.filter(({ isOfOneApi }) => isOfOneApi === true).map(propertyOf);
  const outside = ['document', 'operations', ...ofOneApi].flatMap((key) => entryOf(root, key) ?? []);
  const misplaced = nodes.length === 0 ? [] : outside;
  return [
    ...misplaced.map(({ key, offset }): ConfigMistake => ({
      offset,
      key,
      message: 'belongs to an API',
      hint:
        key === propertyOf(nameFlag)
          ? 'Remove it. The key of each API is its name.'
          : `Move it below a key of apis, such as apis.${nodes[0]?.key}.`,
    })),
    ...nodes.flatMap(({ key, node, offset }) => [
      ...checkApi(key, node, offset),
      ...examine(node, flags, parsed).map((mistake) =>
        mistake.key === '' ? mistake : { ...mistake, key: `apis.${key}.${mistake.key}` },
      ),
    ]),
  ];
}

function checkApi(key: string, node: MapNode, offset: number | undefined): ConfigMistake[] {
  const path = `apis.${key}`;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}$/.test(key))
    return [
      {
        offset,
        key: path,
        message: 'is no key of an API',
        hint: 'Use up to 32 letters, digits, hyphens and underscores, and begin with a letter or a digit.',
      },
    ];
  if (entryOf(node, 'document') !== undefined) return [];
  return [{ offset, key: path, message: 'needs a document', hint: 'Give it the key `document`.' }];
}

function isSame(one: string, other: string): boolean {
  return one === other || resolve(one) === resolve(other);
}

/** Returns true for flags that cannot be combined. */
function excludes(one: Flag, other: Flag): boolean {
  return one.excludes === other.name || other.excludes === one.name;
}

function valueOf(
  root: MapNode,
  flag: Flag,
  parsed: ParsedConfig,
  { writesCode = false }: CommandDefinition,
): [string, FileValue][] {
  const property = propertyOf(flag);
  const entry = entryOf(root, property);
  if (entry === undefined) return [];
  const value = writesCode ? withoutSecrets(entry.value) : entry.value;
  const texts = textsOf(flag, jsonOf(value), parsed.folder);
  const written = textsOf(flag, jsonOf(value, true), parsed.folder);
  const place = placeOf(parsed, entry);
  return texts.length === 0 ? [] : [[flag.name, { texts, source: property, written, place }]];
}

/** Returns the places of the keys of a map. */
function placesOf(parsed: ParsedConfig, { entries }: MapNode): Map<string, string> {
  return new Map(entries.map((entry) => [entry.key, placeOf(parsed, entry)]));
}

/** Returns the place of an entry: `openapi-mcp.config.yaml:3:1`. */
function placeOf({ locate }: ParsedConfig, { offset }: ConfigEntry): string {
  const { source, line, column } = locate(offset);
  return [source, line, column].filter((part) => part !== undefined).join(':');
}

/** Returns headers without those that are not to be written down. */
function withoutSecrets(node: ConfigNode): ConfigNode {
  if (node.kind !== 'map') return node;
  return { ...node, entries: node.entries.filter((entry) => !isSecretEntry(entry)) };
}

/** Returns true for a header that contains a secret, or that may, because `${…}` gave its value. */
export function isSecretEntry({ key, value }: ConfigEntry): boolean {
  return isSecretHeader(key) || (value.kind === 'scalar' && value.written !== undefined);
}

/** Returns the mistakes that the readers of flags find, and flags that cannot be combined. */
function examine(root: MapNode, flags: Flag[], { folder }: ParsedConfig): ConfigMistake[] {
  const given = flags.flatMap((flag) => {
    const entry = entryOf(root, propertyOf(flag));
    const texts = entry === undefined ? [] : textsOf(flag, jsonOf(entry.value), folder);
    return entry === undefined || texts.length === 0 ? [] : [{ flag, entry, texts }];
  });
  return given.flatMap(({ flag, entry: { key, offset, value }, texts }): ConfigMistake[] => {
    const other = given.find((each) => flag.excludes === each.flag.name);
    if (other !== undefined)
      return [
        {
          offset,
          key,
          message: `cannot be combined with ${other.entry.key}`,
          hint: 'Leave one of them out.',
        },
      ];
    try {
      readValue(flag, texts, key);
      return [];
    } catch (error) {
      if (!isOpenApiMcpError(error)) throw error;
      const hint = error.hint === 'See --help.' ? undefined : error.hint;
      return [{ offset: value.offset, key: '', message: error.message, hint }];
    }
  });
}
