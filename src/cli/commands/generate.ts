import { relative } from 'node:path';
import { Option } from 'commander';
import { connectionOf, warnOf } from '../connection.ts';
import {
  addOptions,
  documentOptions,
  exposeOption,
  htmlOption,
  validateResponsesOption,
} from '../options.ts';
import { findingLines, plural } from '../format-findings.ts';
import { generateServer } from '../../index.ts';
import type { Command } from 'commander';
import type { ConnectionFlags } from '../connection.ts';
import type { DocumentFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { FileChange, GeneratedApi, GenerateOptions } from '../../index.ts';

type Flags = DocumentFlags & ConnectionFlags & GenerateOptions & { out: string };

const examples = `
Examples:
  openapi-mcp generate petstore.yaml --out src/mcp/petstore
  openapi-mcp generate petstore.yaml --out src/mcp/petstore --check
  openapi-mcp generate petstore.yaml --out petstore-mcp --scaffold
  openapi-mcp generate petstore.yaml --out src/mcp/petstore --lib src/mcp/runtime
  openapi-mcp generate petstore.yaml --out src/mcp/petstore --sdk v1 --include 'tag:pets'

The output is a server (createPetStoreServer), a function for each operation (listPets) and their types.
hooks.ts is written once and then yours; all other files are generated again each time.`;

/** Milliseconds after which what is being done is shown. */
const patience = 1000;

export function addGenerateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('generate')
    .description('Write a typed TypeScript server of an API into a repository.')
    .argument('<document>', 'File, URL, or - for standard input.')
    .requiredOption('--out <folder>', 'Folder for the generated files.');
  const own = [
    new Option(
      '--runtime <where>',
      'Copy the runtime’s source beside the generated code, or import it from this package.',
    )
      .choices(['inline', 'package'])
      .default('inline'),
    new Option(
      '--lib <folder>',
      'Copy the runtime’s source into this folder, which several generated servers share.',
    ),
    new Option(
      '--sdk <version>',
      'The MCP SDK to serve with: @modelcontextprotocol/server or, for repositories that are on it, @modelcontextprotocol/sdk.',
    )
      .choices(['v2', 'v1'])
      .default('v2'),
    new Option('--http', 'Serve over HTTP too, with access control.'),
    new Option(
      '--scaffold',
      'Write a whole project around the code: package.json, main.ts, a test, a Dockerfile, a README.',
    ),
    new Option(
      '--import-extension <extension>',
      'The extension in imports of generated files; the nearest tsconfig.json decides by default.',
    ).choices(['.ts', '.js']),
    new Option('--check', 'Write nothing, and fail if the output is not up to date.'),
    new Option('--dry-run', 'Write nothing, and list the changes.'),
    new Option('--force', 'Overwrite generated files that were edited by hand.'),
    validateResponsesOption(),
    htmlOption(),
  ];
  addOptions(command, [...own, ...documentOptions(), exposeOption()])
    .addHelpText('after', examples)
    .action((source: string, flags: Flags) => generate(source, flags, terminal));
}

async function generate(source: string, flags: Flags, terminal: Terminal): Promise<void> {
  const started = performance.now();
  const onProgress = (step: string): void => {
    if (performance.now() - started > patience) terminal.error(`${step} …\n`);
  };
  warnOf(flags, terminal);
  const generation = await generateServer(source, flags.out, {
    ...flags,
    connection: connectionOf(flags, terminal.environment),
    onProgress,
  });
  for (const line of findingLines(generation.findings)) terminal.error(`${line}\n`);
  terminal.out(report(generation, flags));
}

function report(generation: GeneratedApi, flags: Flags): string {
  const { descriptor, changes, install, lacks, tsconfig } = generation;
  const count = plural(descriptor.operations.length, 'operation');
  const head = `${descriptor.title} ${descriptor.version}: ${count}\n`;
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
