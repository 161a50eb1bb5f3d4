import { Command, Option } from 'commander';
import { runtimeSettings, startMock, withHandlers } from '../api.ts';
import { argumentNames, bodyNames, parseJson, readFile, readFlags } from '../tool-arguments.ts';
import { connectionOf, readText, warnOf } from '../connection.ts';
import { ReportedFailure } from '../format-error.ts';
import { addOptions, documentOptions, mockOptions, requestOptions } from '../options.ts';
import { indentJson, piecesOf, printPieces } from '../print-result.ts';
import { describeApi, loadDocument, nearestName, OpenApiMcpError, previewCall } from '../../index.ts';
import { isJsonObject } from '../../json/narrow.ts';
import type { OpenedDocument } from '../api.ts';
import type { DocumentFlags, MockFlags, RequestFlags } from '../options.ts';
import type { ConnectionFlags } from '../connection.ts';
import type { Terminal } from '../terminal.ts';
import type { ApiDescriptor, HttpRequest, JsonObject, OperationDescriptor } from '../../index.ts';

interface CallFlags extends DocumentFlags, RequestFlags, MockFlags {
  args?: string;
  json?: boolean;
  dryRun?: boolean;
  output?: string;
}

const examples = `
Examples:
  openapi-mcp call petstore.yaml getPet --petId 7
  openapi-mcp call petstore.yaml listPets --tags calm --tags indoor --filter.maxPrice 9000
  openapi-mcp call petstore.yaml createPet --body.name Rex --body.species dog --body.price 9000
  openapi-mcp call petstore.yaml createPet --body @rex.json --dry-run
  openapi-mcp call petstore.yaml getPhoto --petId 1 --photoId photo-1 --output paw.png --mock

Every argument of the tool is a flag, and what stands in an object goes behind a dot. A flag that is both an
argument of the tool and an option of this command is the argument. Exit codes: 0, 1 (the call failed), 2 (misused).`;

export function addCallCommand(program: Command, terminal: Terminal): void {
  // What a tool's arguments are called is known only when the document is read: this one just takes the words.
  const outer = program
    .command('call')
    .description('Call one tool from the shell.')
    .argument('[words...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((words: string[]) => call(words, terminal));
  outer.helpInformation = () => parser([]).helpInformation();
}

/** The command's own options, but those that the tool has an argument for. */
function parser(without: string[]): Command {
  const options = [
    new Option('--args <json>', 'Arguments as one JSON object; @FILE reads a file, - standard input.'),
    new Option('--json', 'Print the MCP result as it is.'),
    new Option(
      '--dry-run',
      'Print the HTTP request that would leave, credentials redacted, and send nothing.',
    ),
    new Option('--output <file>', 'Save the image, bytes or text of the answer to a file.'),
    ...mockOptions(),
    ...documentOptions(),
    ...requestOptions(),
  ];
  const command = new Command('openapi-mcp call')
    .description('Call one tool from the shell.')
    .usage('[options] <document> <tool> [--argument value...]')
    .argument('<document>', 'File, URL, or - for standard input.')
    .argument('<tool>', 'Name of the tool, as inspect shows it.')
    .argument('[arguments...]', 'Arguments of the tool as flags.')
    .helpOption('-h, --help', 'Print this help.')
    .allowUnknownOption()
    .exitOverride()
    .addHelpText('after', examples);
  return addOptions(
    command,
    options.filter(({ long }) => !without.includes((long ?? '').slice(2))),
  );
}

async function call(words: string[], terminal: Terminal): Promise<void> {
  // The first look is for the document and the tool only: which flags are the tool's is not known yet.
  const first = withoutChecks(parser([])).parse(words, { from: 'user' });
  const own = new Set(first.options.map(({ long }) => (long ?? '').slice(2)));
  const [source = '', tool = ''] = first.args;
  const {
    maxDocumentBytes,
    allowRemoteRefs = false,
    allowPrivateRefs = false,
    fetchTimeout,
    ca,
    insecure,
  } = first.opts<DocumentFlags & ConnectionFlags>();
  const trusted = {
    ...(ca === undefined ? {} : { ca: readText(ca) }),
    ...(insecure === true ? { insecure } : {}),
  };
  warnOf(trusted, terminal);
  const loaded = await loadDocument(source, {
    allowRemoteRefs,
    allowPrivateRefs,
    maxDocumentBytes: Number(maxDocumentBytes) || 67_108_864,
    fetchTimeout: Number(fetchTimeout) || 60_000,
    connection: connectionOf(trusted, terminal.environment),
  });
  const names = argumentNames(findTool(describeApi(loaded).descriptor, tool));
  const given = words.slice(words.indexOf(tool, words.indexOf(source) + 1) + 1);
  const taken = names.filter((name) =>
    given.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)),
  );

  const command = parser(taken).parse(words, { from: 'user' });
  const flags = command.opts<CallFlags>();
  const opened = { loaded, ...describeApi(loaded, flags) };
  const operation = findTool(opened.descriptor, tool);
  refuseBodyNames(given, operation, own);
  const args = readFlags(command.args.slice(2), operation, readArgs(flags.args));
  if (flags.dryRun === true) await preview(opened, operation, args, flags, terminal);
  else await send(opened, operation, args, flags, terminal);
}

function withoutChecks(command: Command): Command {
  for (const option of command.options) {
    option.argParser((text) => text);
    option.conflicts([]);
    delete option.argChoices;
  }
  return command;
}

/** Tools that a message may name all of. */
const mostNamed = 10;

/** @throws OpenApiMcpError OPTION_INVALID */
function findTool(descriptor: ApiDescriptor, tool: string): OperationDescriptor {
  const operation = descriptor.operations.find(({ name }) => name === tool);
  if (operation !== undefined) return operation;
  const names = descriptor.operations.map(({ name }) => name);
  const nearest = nearestName(tool, names);
  const list = names.length > mostNamed ? 'inspect lists its tools.' : `Its tools: ${names.join(', ')}.`;
  throw new OpenApiMcpError('OPTION_INVALID', `${descriptor.title} has no tool ${tool}`, {
    hint: nearest === undefined ? list : `Did you mean ${nearest}?`,
  });
}

/** `--name Rex` behind a tool whose body has a name is not meant for the server's. */
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

async function send(
  opened: OpenedDocument,
  { name }: OperationDescriptor,
  args: JsonObject,
  flags: CallFlags,
  terminal: Terminal,
): Promise<void> {
  const result = await withHandlers(opened, flags, terminal, (handlers) => handlers.callTool(name, args));
  if (flags.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else if (result.isError === true)
    terminal.error(
      `${result.content.map((item) => (item.type === 'text' ? indentParts(item.text) : `(${item.type})`)).join('\n')}\n`,
    );
  else printPieces(piecesOf(result.content), flags.output, terminal);
  if (result.isError === true) throw new ReportedFailure();
}

/** An error's text with the JSON that the API answered, which stands in a paragraph of its own. */
function indentParts(text: string): string {
  return text.split('\n\n').map(indentJson).join('\n\n');
}

async function preview(
  { loaded, descriptor }: OpenedDocument,
  { name }: OperationDescriptor,
  args: JsonObject,
  flags: CallFlags,
  terminal: Terminal,
): Promise<void> {
  const mock = await startMock(loaded, flags);
  try {
    const { options } = await runtimeSettings(descriptor, flags, terminal.environment, mock);
    const request = await previewCall(descriptor, name, args, options);
    terminal.out(flags.json === true ? `${JSON.stringify(request, null, 2)}\n` : formatRequest(request));
  } finally {
    await mock?.close();
  }
}

function formatRequest({ method, origin, target, headers, body }: HttpRequest): string {
  const head = [`${method} ${origin}${target}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return `${head.join('\n')}\n${body === undefined ? '' : `\n${body.toString()}\n`}`;
}
