import { createHash } from 'node:crypto';
import { OpenApiMcpError } from '../errors.ts';
import { truncate } from '../json/truncate.ts';
import { version } from '../version.ts';
import type { ExtensionOptions } from '../runtime/extension-options.ts';
import type { ServedPart } from '../runtime/served-part.ts';
import type { ApiDescriptor, OperationDescriptor, PromptDescriptor } from '../descriptor.ts';

/** An API of a server of several. */
export interface NamedApi extends ServedPart {
  /** The prefix of its tools, and the end of the path of its own endpoint. */
  key: string;
  /** Begin the names of its tools and prompts with its key; by default as the server does. */
  prefix?: boolean | undefined;
}

/** The options of several APIs as one. */
export interface JoinOptions {
  /**
   * Begin the names of tools and prompts with the key of their API.
   * @default true
   */
  prefix?: boolean | undefined;
  /** Prompts of the server, besides those of its APIs. */
  prompts?: PromptDescriptor[] | undefined;
  /** Custom tools, resources and prompts of the server, besides those of its APIs. */
  extensions?: ExtensionOptions | undefined;
}

/** Several APIs as one, with each of them under its new names. */
export interface JoinedApis {
  descriptor: ApiDescriptor;
  parts: NamedApi[];
  /** The custom tools, resources and prompts of the server and of all APIs. */
  extensions: ExtensionOptions;
}

const longestName = 64;
/** Most characters of a key. */
const longestKey = 32;
const longestInstructions = 1_600;

/** Returns the key of an API that was given none. */
export function defaultKey({ name }: Pick<ApiDescriptor, 'name'>): string {
  return name.slice(0, longestKey);
}

/**
 * Joins APIs to one. The names of tools begin with the key of their API, unless `prefix` of the API or of all is
 * false. The name in the API stays an alias.
 *
 * @throws OpenApiMcpError OPTION_INVALID for an invalid or repeated key, names that clash, and two APIs of one name
 */
export function joinApis(
  apis: readonly NamedApi[],
  { prefix = true, prompts: own = [], extensions = {} }: JoinOptions = {},
): JoinedApis {
  checkKeys(apis);
  const parts = apis.map((api) => ((api.prefix ?? prefix) ? prefixed(api) : { ...api }));
  const operations = parts.flatMap(({ descriptor }) => descriptor.operations);
  checkNames([{ key: 'the server', operations: extensions.tools ?? [] }, ...parts.map(namedTools)]);
  const prompts = [...own, ...parts.flatMap((part) => part.descriptor.prompts ?? [])];
  checkSchemes(parts);
  const name = apis.map(({ key }) => key.toLowerCase().replaceAll('_', '-')).join('-');
  const descriptor: ApiDescriptor = {
    format: 1,
    name: name.slice(0, longestName),
    scheme: `apis-${name}`.slice(0, longestName),
    title: truncate(parts.map((part) => part.descriptor.title).join(', '), 200),
    version,
    instructions: joinInstructions(parts),
    servers: [],
    securitySchemes: {},
    operations,
    ...(prompts.length === 0 ? {} : { prompts }),
    requestDefinitions: {},
    responseDefinitions: {},
  };
  const all = [extensions, ...parts.map(({ options }) => options.extensions ?? {})];
  return { descriptor, parts, extensions: joinExtensions(all) };
}

/** Returns the custom tools, resources and prompts of several owners as one. */
export function joinExtensions(all: readonly ExtensionOptions[]): ExtensionOptions {
  return {
    tools: all.flatMap(({ tools = [] }) => tools),
    resources: all.flatMap(({ resources = [] }) => resources),
    prompts: all.flatMap(({ prompts = [] }) => prompts),
  };
}

function prefixed({ key, descriptor, options }: NamedApi): NamedApi {
  const operations = descriptor.operations.map((operation): OperationDescriptor => {
    const { formerName, ...rest } = operation;
    const { name, aliases = [] } = rest;
    // A former name may belong to several APIs, so that it is an alias for patterns only.
    const others = [...aliases, name, ...(formerName === undefined ? [] : [formerName])];
    return { ...rest, name: limitName(`${key}_${name}`), aliases: [...new Set(others)] };
  });
  const { loadSchemas } = options;
  const own = new Map(
    operations.map((operation, index) => [descriptor.operations[index]?.name, operation.name]),
  );
  const prompts = descriptor.prompts?.map((prompt) => prefixedPrompt(key, prompt, own));
  return {
    key,
    descriptor: { ...descriptor, operations, ...(prompts === undefined ? {} : { prompts }) },
    options: {
      ...options,
      extensions: prefixedExtensions(key, options.extensions),
      ...(loadSchemas === undefined
        ? {}
        : { loadSchemas: async () => renameSchemas(await loadSchemas(), own) }),
    },
  };
}

/** Returns custom tools and prompts under names that begin with a key. Resources have URIs of their own. */
function prefixedExtensions(key: string, extensions: ExtensionOptions = {}): ExtensionOptions {
  const named = <Entry extends { name: string }>(entries: Entry[] = []): Entry[] =>
    entries.map((entry) => ({ ...entry, name: limitName(`${key}_${entry.name}`) }));
  return { ...extensions, tools: named(extensions.tools), prompts: named(extensions.prompts) };
}

function prefixedPrompt(
  key: string,
  prompt: PromptDescriptor,
  names: ReadonlyMap<string | undefined, string>,
): PromptDescriptor {
  const ownArguments = prompt.arguments.map(({ completion, ...argument }) => {
    if (completion === undefined) return argument;
    const operation = names.get(completion.operation) ?? completion.operation;
    return { ...argument, completion: { ...completion, operation } };
  });
  return { ...prompt, name: limitName(`${key}_${prompt.name}`), arguments: ownArguments };
}

function renameSchemas<
  Schemas extends { arguments: Record<string, unknown>; responses: Record<string, unknown> },
>(schemas: Schemas, names: ReadonlyMap<string | undefined, string>): Schemas {
  const rename = <Value>(values: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [names.get(name) ?? name, value]));
  return { ...schemas, arguments: rename(schemas.arguments), responses: rename(schemas.responses) };
}

/** Returns a name of at most 64 characters: its start, and a hash of the whole. */
function limitName(name: string): string {
  if (name.length <= longestName) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `${name.slice(0, longestName - 7)}_${hash}`;
}

/** @throws OpenApiMcpError OPTION_INVALID */
function checkKeys(apis: readonly NamedApi[]): void {
  const seen = new Set<string>();
  for (const { key } of apis) {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]*$/.test(key) || key.length > longestKey)
      throw invalid(
        `${JSON.stringify(key)} is no key of an API`,
        `Use up to ${longestKey} letters, digits, hyphens and underscores, and begin with a letter or a digit.`,
      );
    if (seen.has(key.toLowerCase()))
      throw invalid(`two APIs have the key ${key}`, 'Give each API a key of its own: key=document.');
    seen.add(key.toLowerCase());
  }
}

function namedTools({ key, descriptor, options }: NamedApi): {
  key: string;
  operations: { name: string }[];
} {
  return { key, operations: [...descriptor.operations, ...(options.extensions?.tools ?? [])] };
}

/** @throws OpenApiMcpError OPTION_INVALID */
function checkNames(parts: readonly { key: string; operations: readonly { name: string }[] }[]): void {
  const owners = new Map<string, string>();
  const clashes: string[] = [];
  for (const { key, operations } of parts)
    for (const { name } of operations) {
      const owner = owners.get(name);
      if (owner !== undefined) clashes.push(`${name} (${owner}, ${key})`);
      owners.set(name, key);
    }
  if (clashes.length === 0) return;
  const more = clashes.length > 5 ? ` and ${clashes.length - 5} more` : '';
  throw invalid(
    `tools of several APIs have the same name: ${clashes.slice(0, 5).join(', ')}${more}`,
    'Leave out --prefix off or prefix: false, or exclude some of them.',
  );
}

/** @throws OpenApiMcpError OPTION_INVALID */
function checkSchemes(parts: readonly NamedApi[]): void {
  const owners = new Map<string, string>();
  for (const { key, descriptor } of parts) {
    const owner = owners.get(descriptor.scheme);
    if (owner !== undefined)
      throw invalid(
        `the APIs ${owner} and ${key} have the same name, ${descriptor.name}`,
        'Give each a name of its own; on the command line, key=document.',
      );
    owners.set(descriptor.scheme, key);
  }
}

/** Returns a paragraph for each API, which share the space that clients show. */
function joinInstructions(parts: readonly NamedApi[]): string {
  const limit = Math.max(80, Math.floor(longestInstructions / parts.length));
  return [
    `This server offers ${parts.length} APIs.`,
    ...parts.map(({ key, descriptor: { title, operations, instructions } }) => {
      const count = `${operations.length} ${operations.length === 1 ? 'operation' : 'operations'}`;
      return truncate(`${key}: ${title}, ${count}. ${instructions}`, limit);
    }),
  ].join('\n\n');
}

function invalid(message: string, hint: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', message, { hint });
}
