import { readFlagValues } from '../flags/read-flag-values.ts';
import { callTool, printRequest } from '../call-tool.ts';
import { documentPositional, flagsOf } from '../command.ts';
import { callFlags } from '../flags/call-flags.ts';
import { connectionFlags, warnIfInsecure } from '../flags/connection-flags.ts';
import { documentFlags, loadOptions } from '../flags/document-flags.ts';
import { jsonResultFlag, outputFlag } from '../flags/output-flags.ts';
import { describeOptions } from '../flags/tool-flags.ts';
import { documentsOf } from '../named-sources.ts';
import { valuesOfDocument } from '../read-arguments.ts';
import { checkPositionals, isFlag, lacksDocument, splitArguments, unknownFlag } from '../parse-arguments.ts';
import { parseJson, readFile } from '../argument-value.ts';
import { argumentNames, bodyNames, readToolArguments } from '../tool-arguments.ts';
import { describeApi, loadDocument, OpenApiMcpError } from '../../index.ts';
import { inert } from '../terminal.ts';
import { nearestName } from '../../schema/nearest-name.ts';
import { isJsonObject } from '../../json/narrow.ts';
import type { ApiDocument } from '../named-sources.ts';
import type { CallFlags } from '../call-tool.ts';
import type { CommandConfig, UnparsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { Terminal } from '../terminal.ts';
import type { ApiDescriptor, JsonObject, OperationDescriptor } from '../../index.ts';

export const callCommand: UnparsedCommand = {
  name: 'call',
  summary: 'Call one tool from the shell.',
  positionals: [
    documentPositional,
    { name: 'tool', help: 'Name of the tool, as inspect shows it.' },
    {
      name: 'arguments',
      help: 'Arguments of the tool as flags: --name value.',
      isOptional: true,
      isRepeated: true,
    },
  ],
  groups: [
    {
      title: 'Call',
      flags: [
        {
          name: 'args',
          value: 'json',
          help: 'Arguments as one JSON object; @FILE reads a file, - standard input.',
        },
        jsonResultFlag,
        {
          name: 'dry-run',
          help: 'Print the HTTP request with redacted credentials instead of sending it.',
        },
        outputFlag,
      ],
    },
    ...callFlags,
  ],
  examples: [
    'openapi-mcp call petstore.yaml getPet --petId 7',
    'openapi-mcp call petstore.yaml listPets --tags calm --tags indoor --filter.maxPrice 9000',
    'openapi-mcp call petstore.yaml createPet --body.name Rex --body.species dog --body.price 9000',
    'openapi-mcp call petstore.yaml createPet --body @rex.json --dry-run',
    'openapi-mcp call petstore.yaml getPhoto --petId 1 --photoId photo-1 --output paw.png --mock',
  ],
  notes: [
    'Every argument of the tool is a flag, and a dot leads to a property within an object. A flag that is both an argument of the tool and an option of this command is the argument.',
    'Without arguments, a terminal is asked for the required ones.',
    'Exit codes: 0, 1 (the call failed), 2 (misused).',
  ],
  runUnparsed: call,
};

async function call(words: string[], terminal: Terminal, config?: CommandConfig): Promise<void> {
  const { environment } = terminal;
  const ownFlags = flagsOf(callCommand);
  const document = documentOf(words, config);
  const args = withDocument(words, document);
  // The document and the tool come first, since they decide which flags belong to the tool.
  const first = splitArguments(ownFlags, args);
  const [source = '', tool = ''] = [...first.words, ...first.rest];
  if (isFlag(source)) throw unknownFlag(source, ownFlags);
  checkPositionals(callCommand, [...first.words, ...first.rest]);
  const loadFlags = flagsOf({ groups: [documentFlags, connectionFlags] });
  const { key, file, operations: shaping } = document ?? {};
  const firstValues = await valuesOfDocument(ownFlags, first.values, document, environment);
  const loading = readFlagValues(loadFlags, firstValues, environment, file) as DocumentFlags;
  warnIfInsecure(loading, terminal);
  const loaded = await loadDocument(source, await loadOptions(loading, environment));
  const style =
    (firstValues.get('names') ?? file?.get('names')?.texts)?.at(-1) === 'short' ? 'short' : 'document';
  const named = describeApi(loaded, { names: style, shaping });
  const names = argumentNames(findTool(named.descriptor, tool));
  const given = args.slice(args.indexOf(tool, args.indexOf(source) + 1) + 1);
  const isTaken = (name: string): boolean =>
    names.includes(name) && given.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));

  const flags = ownFlags.filter(({ name }) => !isTaken(name));
  const { words: last, rest, values } = splitArguments(flags, args);
  const valuesOf = await valuesOfDocument(flags, values, document, environment);
  const input = {
    ...(readFlagValues(flags, valuesOf, environment, file) as CallFlags),
    ...(key === undefined ? {} : { name: key }),
  };
  const opened = { loaded, ...describeApi(loaded, describeOptions(input, shaping)) };
  const operation = findTool(opened.descriptor, tool);
  refuseBodyNames(given, operation, new Set(ownFlags.map(({ name }) => name)));
  const tokens = [...last, ...rest].slice(2);
  const isBare = tokens.length === 0 && input.args === undefined;
  const toolArguments =
    isBare && canAsk(terminal)
      ? await askOnTerminal(operation, terminal)
      : readToolArguments(tokens, operation, readArgs(input.args));
  if (input.dryRun === true) await printRequest(opened, operation, toolArguments, input, terminal);
  else await callTool(opened, operation, toolArguments, input, terminal);
}

/** Returns true if a person can be asked. */
function canAsk({ isInteractive = false }: Terminal): boolean {
  return isInteractive && process.stdin.isTTY;
}

/** Asks for the required arguments of an operation. */
async function askOnTerminal(operation: OperationDescriptor, terminal: Terminal): Promise<JsonObject> {
  const [{ createInterface }, { askArguments }] = await Promise.all([
    import('node:readline/promises'),
    import('../ask-arguments.ts'),
  ]);
  // Ends the progress, whose line the question would share.
  terminal.error('');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await askArguments(operation, {
      question: (text) => reader.question(inert(text)),
      refuse: (reason) => terminal.error(`${reason}\n`),
    });
  } finally {
    reader.close();
  }
}

/** Returns the document that arguments or the config file name. */
function documentOf(args: string[], config: CommandConfig | undefined): ApiDocument | undefined {
  const { words, rest } = splitArguments(flagsOf(callCommand), args);
  return documentsOf(callCommand, [...words, ...rest], config).documents[0];
}

/** Returns the arguments with the path or URL of the document. */
function withDocument(args: string[], document: ApiDocument | undefined): string[] {
  if (document === undefined) return args;
  const { words, rest } = splitArguments(flagsOf(callCommand), args);
  const given = [...words, ...rest];
  if (lacksDocument(callCommand, given)) return [document.source, ...args];
  return args.with(args.indexOf(given[0] ?? ''), document.source);
}

/** Largest number of tools that an error lists. */
const mostNamed = 10;

/** @throws OpenApiMcpError OPTION_INVALID */
function findTool(descriptor: ApiDescriptor, tool: string): OperationDescriptor {
  const operation =
    descriptor.operations.find(({ name }) => name === tool) ??
    descriptor.operations.find(({ formerName }) => formerName === tool);
  if (operation !== undefined) return operation;
  const names = descriptor.operations.map(({ name }) => name);
  const nearest = nearestName(tool, names);
  const list = names.length > mostNamed ? 'inspect lists its tools.' : `Its tools: ${names.join(', ')}.`;
  throw new OpenApiMcpError('OPTION_INVALID', `${descriptor.title} has no tool ${tool}`, {
    hint: nearest === undefined ? list : `Did you mean ${nearest}?`,
  });
}

/**
 * Refuses an option behind the tool that is also a property of the body: `--name Rex` would name the server, not the
 * pet.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
function refuseBodyNames(words: string[], operation: OperationDescriptor, own: Set<string>): void {
  const names = argumentNames(operation);
  const inBody = new Set(bodyNames(operation));
  for (const word of words) {
    const name = /^--([^=]+)/.exec(word)?.[1];
    if (name === undefined || !own.has(name) || names.includes(name) || !inBody.has(name)) continue;
    throw new OpenApiMcpError('OPTION_INVALID', `--${name} is an option of this command`, {
      hint: `Did you mean --body.${name}? If not, write --${name} before the document.`,
    });
  }
}

function readArgs(given: string | undefined): JsonObject {
  if (given === undefined) return {};
  const text =
    given === '-'
      ? readFile(0).toString()
      : given.startsWith('@')
        ? readFile(given.slice(1)).toString()
        : given;
  const value = parseJson(text, given);
  if (isJsonObject(value)) return value;
  throw new OpenApiMcpError('OPTION_INVALID', '--args must be a JSON object', {
    hint: 'For instance --args \'{"petId":7}\'.',
  });
}
