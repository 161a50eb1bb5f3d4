import { relative } from 'node:path';
import { documentPositional } from '../command.ts';
import { connectionFlags, warnIfInsecure } from '../flags/connection-flags.ts';
import { documentFlags, loadOptions } from '../flags/document-flags.ts';
import { promptsFlag, promptsOf } from '../flags/prompt-flags.ts';
import { defaultRequestFlags } from '../flags/request-flags.ts';
import { htmlFlag, validateResponsesFlag } from '../flags/result-flags.ts';
import { describeOptions, exposeFlag, prefixFlag, toolFlags } from '../flags/tool-flags.ts';
import { destinationLines } from '../call-destinations.ts';
import { anonymousLines } from '../document-notes.ts';
import { findingLines, plural } from '../format-findings.ts';
import { exposeLines } from '../start-summary.ts';
import { inert } from '../terminal.ts';
import { generateServer } from '../../index.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { FlagGroup } from '../flags/flag.ts';
import type { PromptFlags } from '../flags/prompt-flags.ts';
import type { ExposeFlag, ToolFlags } from '../flags/tool-flags.ts';
import type { ArgumentValidation } from '../../runtime/request/request-options.ts';
import type { Terminal } from '../terminal.ts';
import type { FileChange, GeneratedApi, GeneratedSource, ReadApi } from '../../index.ts';
import type { ShapingOptions } from '../../shape/shaping-options.ts';

/** Flags of each API. */
interface ApiFlags extends DocumentFlags, ToolFlags, PromptFlags {
  html: 'text' | 'source';
  baseUrl?: string;
  server?: string;
  header?: Record<string, string>;
  validateArguments: ArgumentValidation;
}

interface GenerateFlags extends ApiFlags, ExposeFlag {
  prefix: 'on' | 'off';
  out: string;
  runtime: 'inline' | 'package';
  lib?: string;
  sdk: 'v2' | 'v1';
  http?: boolean;
  policy?: boolean;
  signIn?: boolean;
  resilience?: boolean;
  scaffold?: boolean;
  importExtension?: '.ts' | '.js';
  check?: boolean;
  dryRun?: boolean;
  force?: boolean;
}

const outputFlags: FlagGroup = {
  title: 'Output',
  flags: [
    {
      name: 'out',
      value: 'folder',
      help: 'Folder for the generated files.',
      isRequired: true,
    },
    {
      name: 'runtime',
      value: 'where',
      help: 'Copy the source of the runtime next to the generated code, or import the runtime from this package.',
      choices: ['inline', 'package'],
      default: 'inline',
    },
    {
      name: 'lib',
      value: 'folder',
      help: 'Copy the source of the runtime into this folder, which several generated servers can share.',
    },
    {
      name: 'sdk',
      value: 'version',
      help: 'Version of the MCP SDK: @modelcontextprotocol/server (v2), or @modelcontextprotocol/sdk (v1) for repositories that use it.',
      choices: ['v2', 'v1'],
      default: 'v2',
    },
    { name: 'http', help: 'Serve over HTTP too, with access control.' },
    {
      name: 'policy',
      help: 'Include the policy and the audit log, which --http always includes: the options policy and audit of the server.',
    },
    {
      name: 'sign-in',
      help: 'Include introspection, identity headers and the exchange of tokens in a server over HTTP.',
    },
    {
      name: 'resilience',
      help: 'Include retries, limits and a cache: the option resilience of the server.',
    },
    {
      name: 'scaffold',
      help: 'Write a complete project around the code: package.json, main.ts, a test, a Dockerfile and a README.',
    },
    {
      name: 'import-extension',
      value: 'extension',
      help: 'File extension in imports of generated files; the nearest tsconfig.json decides by default.',
      choices: ['.ts', '.js'],
    },
    { name: 'check', help: 'Write nothing, and fail if the output is not up to date.' },
    { name: 'dry-run', help: 'Write nothing, and list the changes.' },
    { name: 'force', help: 'Overwrite generated files that were edited by hand.' },
    validateResponsesFlag,
    htmlFlag,
    exposeFlag,
    prefixFlag,
    promptsFlag,
  ],
};

export const generateCommand: ParsedCommand = {
  name: 'generate',
  summary: 'Write a typed TypeScript server of an API into a repository.',
  positionals: [{ ...documentPositional, isRepeated: true }],
  groups: [outputFlags, defaultRequestFlags, toolFlags, documentFlags, connectionFlags],
  examples: [
    'openapi-mcp generate petstore.yaml --out src/mcp/petstore',
    'openapi-mcp generate petstore.yaml --out src/mcp/petstore --check',
    'openapi-mcp generate petstore.yaml --out petstore-mcp --scaffold',
    'openapi-mcp generate petstore.yaml --out src/mcp/petstore --lib src/mcp/runtime',
    'openapi-mcp generate pets=petstore.yaml shop=shop.yaml --out src/mcp',
    "openapi-mcp generate petstore.yaml --out src/mcp/petstore --sdk v1 --include 'tag:pets'",
  ],
  notes: [
    'The output is a server (createPetStoreServer), a function for each operation (listPets) and their types. hooks.ts is written once and then yours; all other files are generated again each time.',
  ],
  writesCode: true,
  run: generate,
};

/** Milliseconds after which progress is printed. */
const patience = 1000;

async function generate(input: CommandInput<GenerateFlags>, terminal: Terminal): Promise<void> {
  const { flags } = input;
  const started = performance.now();
  const onProgress = (step: string): void => {
    if (performance.now() - started > patience) terminal.error(`${step} …\n`);
  };
  warnIfInsecure(flags, terminal);
  const generation = await generateFrom(input, terminal, onProgress);
  const notes = flags.check === true ? [] : await notesOn(generation, flags, terminal);
  for (const line of [...findingLines(generation.findings), ...notes]) terminal.error(`${line}\n`);
  terminal.out(report(generation, flags, input.apis !== undefined));
}

/** Returns the notes on each API of a server, and on all of its tools. */
async function notesOn(
  { apis, descriptor }: GeneratedApi,
  flags: GenerateFlags,
  terminal: Terminal,
): Promise<string[]> {
  const notes = apis.map(async (api) => {
    const lines = await noteLines(api, flags, terminal);
    return apis.length === 1 ? lines : [inert(`${api.descriptor.title}:`), ...lines];
  });
  return [...(await Promise.all(notes)).flat(), ...exposeLines(descriptor, { expose: flags.expose })];
}

/** Returns the notes that a start of the server would give: on the document, and on the way of calls. */
async function noteLines(
  { descriptor, source, note }: ReadApi,
  { baseUrl, server, ...flags }: GenerateFlags,
  { environment }: Terminal,
): Promise<string[]> {
  return [
    ...(note === undefined ? [] : [inert(note)]),
    ...(await anonymousLines(source, descriptor, flags, environment)),
    ...destinationLines(descriptor, { baseUrl, server }),
  ];
}

async function generateFrom(
  { positionals, flags, config, apis }: CommandInput<GenerateFlags>,
  { environment }: Terminal,
  onProgress: (step: string) => void,
): Promise<GeneratedApi> {
  const { out, runtime, lib, sdk, http, policy, signIn, resilience, scaffold, expose } = flags;
  const { importExtension, check, dryRun, force } = flags;
  const output = {
    ...omitUndefined({ runtime, lib, sdk, http, policy, signIn, resilience, scaffold }),
    ...omitUndefined({ importExtension, check, dryRun, force }),
    expose,
    onProgress,
  };
  const [source = ''] = positionals;
  if (apis === undefined)
    return generateServer(source, out, {
      ...output,
      ...(await apiOptions(flags, environment, config?.operations)),
    });
  const { prompts: _, ...shared } = flags;
  const named = await Promise.all(
    apis.map(async (each) => {
      const { key, operations } = each;
      const own = { ...shared, ...each.flags };
      const options = await apiOptions(own, environment, operations);
      const prefix = own.prefix === flags.prefix ? undefined : own.prefix === 'on';
      return { key, source: each.source, prefix, options };
    }),
  );
  return generateServer(named, out, {
    ...output,
    prefix: flags.prefix === 'on',
    prompts: await promptsOf(flags),
  });
}

/** Returns the options of one API: of loading, describing and calling it. */
async function apiOptions(
  flags: ApiFlags,
  environment: Record<string, string | undefined>,
  operations: ShapingOptions | undefined,
): Promise<GeneratedSource['options']> {
  const { resources, html, baseUrl, server, header: headers, validateArguments } = flags;
  return {
    ...(await loadOptions(flags, environment)),
    ...describeOptions(flags, operations, await promptsOf(flags)),
    ...omitUndefined({ baseUrl, server, headers, validateArguments }),
    resources: resources === 'on',
    html,
  };
}

function report(generation: GeneratedApi, flags: GenerateFlags, isJoined: boolean): string {
  const { descriptor, changes, install, lacks, tsconfig } = generation;
  const count = plural(descriptor.operations.length, 'operation');
  const head = `${descriptor.title}${isJoined ? '' : ` ${descriptor.version}`}: ${count}\n`;
  if (flags.check === true) return `${head}${flags.out} is up to date\n`;
  const listed = flags.dryRun === true ? changes.filter(({ kind }) => kind !== 'unchanged') : [];
  const isReady = flags.scaffold === true || install.length === 0;
  const needs = [
    ...(flags.scaffold === true
      ? ['Try it:', `  cd ${[flags.out, ...install, 'npm test'].join(' && ')}`]
      : []),
    ...(isReady ? [] : ['Install what it imports:', ...install.map((line) => `  ${line}`)]),
    ...(lacks.length === 0 || tsconfig === undefined
      ? []
      : [`${relative('.', tsconfig)} has to change:`, ...lacks.map((line) => `  ${line}`)]),
  ];
  const verb = flags.dryRun === true ? 'Would write' : 'Wrote';
  return [
    `${head}${verb} ${flags.out}: ${countsOf(changes)}`,
    ...listed.map(({ kind, path }) => `  ${kind} ${path}`),
    ...needs,
    '',
  ].join('\n');
}

function countsOf(changes: FileChange[]): string {
  const kinds = [
    ['create', 'created'],
    ['update', 'updated'],
    ['remove', 'removed'],
    ['unchanged', 'unchanged'],
  ] as const;
  return kinds
    .map(([kind, word]) => ({ word, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}
