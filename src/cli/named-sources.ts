import { OpenApiMcpError } from '../errors.ts';
import { documentPositional, flagsOf, programName } from './command.ts';
import { nameFlag } from './flags/tool-flags.ts';
import { lacksDocument } from './parse-arguments.ts';
import type { CommandConfig, CommandDefinition } from './command.ts';
import type { FileValue, Flag } from './flags/flag.ts';
import type { ShapingOptions } from '../shape/shaping-options.ts';

/** A document that a command line or its config file names. */
export interface ApiDocument {
  /** The key of its API, if it was given one. */
  key?: string;
  source: string;
  operations?: ShapingOptions | undefined;
  /** The values of the config file that hold for it. */
  file?: Map<string, FileValue> | undefined;
}

/** The documents of a command line. */
export interface ApiDocuments {
  documents: ApiDocument[];
  /** True if each has a place in one server. */
  isSeveral: boolean;
  /** Positional arguments that follow the documents. */
  rest: string[];
}

/**
 * Returns the documents of a command line: those that it names, by key for APIs of the config file, or those of the file.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function documentsOf(
  command: CommandDefinition,
  given: string[],
  config: CommandConfig | undefined,
): ApiDocuments {
  const { positionals } = command;
  const [first] = positionals;
  if (first?.name !== documentPositional.name) return { documents: [], isSeveral: false, rest: given };
  const takesSeveral = first.isRepeated === true;
  const { apis = [], document, operations, values: file } = config ?? {};
  const named = apis.map((api): ApiDocument => ({
    key: api.key,
    source: api.document,
    operations: api.operations,
    file: api.values,
  }));
  const isLacking = lacksDocument(command, given);
  if (isLacking && named.length > 0) {
    if (takesSeveral) return { documents: named, isSeveral: true, rest: [] };
    const keys = apis.map(({ key }) => key);
    throw new OpenApiMcpError('OPTION_INVALID', 'missing argument <document>', {
      hint: `The config file has the APIs ${keys.join(', ')}: ${programName} ${command.name} ${keys[0]}`,
    });
  }
  if (isLacking) {
    const documents = document === undefined ? [] : [{ source: document, operations, file }];
    return { documents, isSeveral: false, rest: given };
  }
  const texts = takesSeveral ? given : given.slice(0, 1);
  const rest = given.slice(texts.length);
  const isSeveral = texts.length > 1;
  // Keys of the config file stand for its APIs.
  if (texts.length > 0 && texts.every((text) => apis.some(({ key }) => key === text)))
    return { documents: named.filter(({ key = '' }) => texts.includes(key)), isSeveral, rest };
  if (isSeveral && texts.includes('-'))
    throw new OpenApiMcpError('OPTION_INVALID', 'standard input can carry one document only', {
      hint: 'Give every document as a file or URL.',
    });
  const hasNames = isSeveral || flagsOf(command).includes(nameFlag);
  const documents = texts.map((text) => ({
    ...(hasNames ? readSource(text) : { source: text }),
    operations,
    file,
  }));
  return { documents, isSeveral, rest };
}

/** Reads `key=document`. A path or URL that has an equals sign after another character is a document alone. */
export function readSource(text: string): Pick<ApiDocument, 'key' | 'source'> {
  const { key, rest } = splitKey(text);
  return key === undefined ? { source: text } : { key, source: rest };
}

/** Splits `key=text`. */
export function splitKey(text: string): { key?: string; rest: string } {
  const [, key, rest] = /^([a-zA-Z0-9][a-zA-Z0-9_-]*)=(.+)$/s.exec(text) ?? [];
  return key === undefined || rest === undefined ? { rest: text } : { key, rest };
}

/**
 * Refuses flags that belong to one API, where several are given.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function refuseShared(
  flags: Flag[],
  shared: Map<string, string[]>,
  environment: Record<string, string | undefined>,
  { documents: [document], config }: { documents: ApiDocument[]; config: CommandConfig | undefined },
): void {
  for (const flag of flags) {
    if (flag.isOfOneApi !== true) continue;
    const source = sourceOf(flag, shared, environment, config);
    if (source === undefined) continue;
    const example = `--${flag.name} ${document?.key ?? 'key'}=${flag.value}`;
    throw new OpenApiMcpError('OPTION_INVALID', `${source} belongs to one API, and several are given`, {
      hint:
        flag === nameFlag
          ? 'Name each API: openapi-mcp serve pets=petstore.yaml shop=shop.yaml.'
          : `Give it to one of them: ${example}, or below apis.<key> in a config file.`,
    });
  }
}

/** Returns the name of the source that sets a flag for all APIs. */
function sourceOf(
  flag: Flag,
  shared: Map<string, string[]>,
  environment: Record<string, string | undefined>,
  config: CommandConfig | undefined,
): string | undefined {
  if (shared.has(flag.name)) return `--${flag.name}`;
  if (flag.variable !== undefined && environment[flag.variable]) return flag.variable;
  const inFile = config?.values.get(flag.name);
  return inFile && `${inFile.source} (${inFile.place})`;
}
