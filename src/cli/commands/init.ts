import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { documentPositional } from '../command.ts';
import { connectionFlags, warnIfInsecure } from '../flags/connection-flags.ts';
import { configFlag, documentFlags, loadOptions } from '../flags/document-flags.ts';
import { readSource } from '../named-sources.ts';
import { defaultKey } from '../../serve/join-apis.ts';
import { describeApi, loadDocument, OpenApiMcpError } from '../../index.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { Terminal } from '../terminal.ts';
import type { ApiDescriptor } from '../../index.ts';

const fileName = 'openapi-mcp.config.yaml';

export const initCommand: ParsedCommand = {
  name: 'init',
  summary: `Write a first ${fileName} for a document, or for several, into the working directory.`,
  positionals: [
    {
      ...documentPositional,
      help: 'File or URL; with several documents, key=document names each.',
      isOptional: true,
      isRepeated: true,
    },
  ],
  groups: [
    { title: 'Init', flags: [{ name: 'yes', help: 'Do not ask.' }] },
    { ...documentFlags, flags: documentFlags.flags.filter((flag) => flag !== configFlag) },
    connectionFlags,
  ],
  examples: ['openapi-mcp init petstore.yaml', 'openapi-mcp init pets=petstore.yaml shop=shop.yaml'],
  notes: ['A file that exists is not overwritten. A document that is not given is asked for in a terminal.'],
  run: init,
};

/** A document of the file. */
interface InitialApi {
  source: string;
  /** Absent for the only document, unless it was given one. */
  key?: string;
  descriptor: ApiDescriptor;
}

async function init(
  { positionals, flags, apis: several }: CommandInput<DocumentFlags & { yes?: boolean }>,
  terminal: Terminal,
): Promise<void> {
  if (existsSync(fileName))
    throw new OpenApiMcpError('OPTION_INVALID', `${fileName} exists already`, {
      hint: 'Edit it, or delete it first.',
    });
  warnIfInsecure(flags, terminal);
  const given = positionals.length === 0 ? [await askForDocument(flags.yes === true)] : positionals;
  if (given.includes('-'))
    throw new OpenApiMcpError('OPTION_INVALID', 'a config file cannot name standard input', {
      hint: 'Give the document as a file or a URL.',
    });
  const sources = several ?? given.map((text) => ({ ...readSource(text), flags }));
  const apis = await Promise.all(
    sources.map(async ({ key, source, flags: own }): Promise<InitialApi> => {
      const options = await loadOptions({ ...flags, ...own }, terminal.environment);
      const { descriptor } = describeApi(await loadDocument(source, options));
      return { source, descriptor, ...(key === undefined ? {} : { key }) };
    }),
  );
  await writeFile(fileName, firstConfig(apis), { flag: 'wx' });
  const example = apis.length === 1 ? 'inspect' : `inspect ${keysOf(apis)[0]}`;
  terminal.out(`Wrote ${fileName}. Try it: openapi-mcp ${example}\n`);
}

/** @throws OpenApiMcpError OPTION_INVALID if nobody can be asked */
async function askForDocument(isSilent: boolean): Promise<string> {
  const { stdin: input, stderr: output } = process;
  const answer = isSilent || !input.isTTY ? '' : await ask(input, output);
  if (answer !== '') return answer;
  throw new OpenApiMcpError('OPTION_INVALID', 'missing argument <document>', {
    hint: 'Usage: openapi-mcp init <document> [options]',
  });
}

async function ask(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  const reader = createInterface({ input, output });
  try {
    return (await reader.question('Path or URL of the OpenAPI document: ')).trim();
  } finally {
    reader.close();
  }
}

const schemaLine =
  '# yaml-language-server: $schema=./node_modules/openapi-mcp/src/config/config.schema.json\n';
const note = '# Every option of serve has a key. Remove the # of what you need.\n';
const sharedExamples = ['readOnly: true', 'header:', '  X-Tenant: ${TENANT}'];

/** Returns the text of a first config file, with examples that name operations of the documents. */
function firstConfig(apis: InitialApi[]): string {
  const [api] = apis;
  if (api !== undefined && apis.length === 1 && api.key === undefined) {
    const { tags, operations } = ownExamples(api.descriptor);
    const examples = [...tags, ...sharedExamples, ...operations];
    return `${schemaLine}document: ${JSON.stringify(api.source)}\n\n${note}${commented(examples)}`;
  }
  const keys = keysOf(apis);
  const parts = apis.map(({ source, descriptor }, index) => {
    const { tags, operations } = ownExamples(descriptor);
    const examples = commented([...tags, ...operations], '    ');
    return `  ${keys[index]}:\n    document: ${JSON.stringify(source)}\n${examples}`;
  });
  return `${schemaLine}${note}apis:\n${parts.join('')}\n${commented(sharedExamples)}`;
}

/** Returns the keys that `serve` gives the documents. */
function keysOf(apis: InitialApi[]): string[] {
  return apis.map(({ key, descriptor }) => key ?? defaultKey(descriptor));
}

function commented(lines: string[], indent = ''): string {
  return lines.map((line) => `${indent}# ${line}\n`).join('');
}

/** Returns example lines that name a tag and operations of a document. */
function ownExamples({ operations }: ApiDescriptor): { tags: string[]; operations: string[] } {
  const read = operations.find(({ method }) => method === 'GET') ?? operations[0];
  const change = operations.find(({ method }) => method === 'DELETE') ?? operations.at(-1);
  const tag = operations.flatMap(({ tags = [] }) => tags)[0];
  const reading =
    read === undefined
      ? []
      : [
          `  ${JSON.stringify(read.name)}:`,
          `    title: ${JSON.stringify(read.title ?? read.name)}`,
          '    description: { append: Use this first. }',
        ];
  const changing =
    change === undefined || change === read ? [] : [`  ${JSON.stringify(change.name)}:`, '    confirm: true'];
  return {
    tags: tag === undefined ? [] : [`include: [${JSON.stringify(`tag:${tag}`)}]`],
    operations: ['operations:', ...reading, ...changing],
  };
}
