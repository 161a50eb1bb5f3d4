import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { documentPositional } from '../command.ts';
import { connectionFlags, warnIfInsecure } from '../flags/connection-flags.ts';
import { configFlag, documentFlags, loadOptions } from '../flags/document-flags.ts';
import { describeApi, loadDocument, OpenApiMcpError } from '../../index.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { Terminal } from '../terminal.ts';
import type { ApiDescriptor } from '../../index.ts';

const fileName = 'openapi-mcp.config.yaml';

export const initCommand: ParsedCommand = {
  name: 'init',
  summary: `Write a first ${fileName} for a document into the working directory.`,
  positionals: [{ ...documentPositional, help: 'File or URL.', isOptional: true }],
  groups: [
    { title: 'Init', flags: [{ name: 'yes', help: 'Do not ask.' }] },
    { ...documentFlags, flags: documentFlags.flags.filter((flag) => flag !== configFlag) },
    connectionFlags,
  ],
  examples: ['openapi-mcp init petstore.yaml'],
  notes: ['A file that exists is not overwritten. A document that is not given is asked for in a terminal.'],
  run: init,
};

async function init(
  { positionals: [given], flags }: CommandInput<DocumentFlags & { yes?: boolean }>,
  terminal: Terminal,
): Promise<void> {
  if (existsSync(fileName))
    throw new OpenApiMcpError('OPTION_INVALID', `${fileName} exists already`, {
      hint: 'Edit it, or delete it first.',
    });
  warnIfInsecure(flags, terminal);
  const source = given ?? (await askForDocument(flags.yes === true));
  if (source === '-')
    throw new OpenApiMcpError('OPTION_INVALID', 'a config file cannot name standard input', {
      hint: 'Give the document as a file or a URL.',
    });
  const { descriptor } = describeApi(
    await loadDocument(source, await loadOptions(flags, terminal.environment)),
  );
  await writeFile(fileName, firstConfig(source, descriptor), { flag: 'wx' });
  terminal.out(`Wrote ${fileName}. Try it: openapi-mcp inspect\n`);
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

/** Returns the text of a first config file, with examples that name operations of the document. */
function firstConfig(source: string, { operations }: ApiDescriptor): string {
  const read = operations.find(({ method }) => method === 'GET') ?? operations[0];
  const change = operations.find(({ method }) => method === 'DELETE') ?? operations.at(-1);
  const tag = operations.flatMap(({ tags = [] }) => tags)[0];
  const examples = [
    ...(tag === undefined ? [] : [`include: [${JSON.stringify(`tag:${tag}`)}]`]),
    'readOnly: true',
    'header:',
    '  X-Tenant: ${TENANT}',
    'operations:',
    ...(read === undefined
      ? []
      : [
          `  ${JSON.stringify(read.name)}:`,
          `    title: ${JSON.stringify(read.title ?? read.name)}`,
          '    description: { append: Use this first. }',
        ]),
    ...(change === undefined || change === read
      ? []
      : [`  ${JSON.stringify(change.name)}:`, '    confirm: true']),
  ];
  return `# yaml-language-server: $schema=./node_modules/openapi-mcp/src/config/config.schema.json
document: ${JSON.stringify(source)}

# Every option of serve has a key. Remove the # of what you need.
${examples.map((line) => `# ${line}\n`).join('')}`;
}
