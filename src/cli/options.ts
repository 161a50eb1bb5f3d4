import { statSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import { OpenApiMcpError } from '../errors.ts';
import { connectionOptions, credentialOptions } from './connection.ts';
import type { Command } from 'commander';
import type { ConnectionFlags, CredentialFlags } from './connection.ts';
import type { ConnectionOptions, DescribeOptions, LoadOptions, RuntimeOptions } from '../index.ts';

/** What commander makes of the flags that say how a document is read and described. */
export type DocumentFlags = LoadOptions &
  DescribeOptions & { resources?: 'on' | 'off'; expose?: 'all' | 'search' | 'auto' };

/** What commander makes of the flags that say how requests are made. */
export type RequestFlags = Omit<
  RuntimeOptions,
  'headers' | 'readFile' | 'serverVariables' | 'resources' | keyof ConnectionOptions
> &
  ConnectionFlags &
  CredentialFlags & {
    header?: Record<string, string>;
    serverVar?: Record<string, string>;
    allowFiles?: string;
  };

/** What commander makes of the flags of the mock. */
export interface MockFlags {
  mock?: boolean;
  mockSeed?: number;
}

/** Flags that say how a document is read. */
export function loadOptions(): Option[] {
  return [
    new Option(
      '--max-document-bytes <number>',
      'Largest document in bytes, also for each document it refers to.',
    )
      .argParser(readCount(1))
      .default(67_108_864),
    new Option(
      '--allow-remote-refs',
      'Follow references to other origins, and from a local file to the network.',
    ),
    new Option(
      '--allow-private-refs',
      'Let references, and redirects, lead to loopback, private and link-local addresses.',
    ),
    new Option(
      '--fetch-timeout <ms>',
      'Milliseconds that fetching a document and all that it refers to may take.',
    )
      .argParser(readCount(1))
      .default(60_000),
    ...connectionOptions(),
  ];
}

/** Flags that say how a document is read, which operations are taken, and how they are described. */
export function documentOptions(): Option[] {
  return [
    new Option('--include <pattern>', 'Expose only operations that match one of these patterns.').argParser(
      collectValues,
    ),
    new Option('--exclude <pattern>', 'Leave out operations that match one of these patterns.').argParser(
      collectValues,
    ),
    nameOption(),
    new Option('--resources <mode>', 'Whether GETs are offered as resources and templates.')
      .choices(['on', 'off'])
      .default('on'),
    ...loadOptions(),
    new Option(
      '--refs <mode>',
      'Repeat schemas in input schemas wherever they are referred to, or write each once under $defs.',
    )
      .choices(['auto', 'inline', 'defs'])
      .default('auto'),
    new Option('--output-schema <mode>', 'Give tools an output schema.').choices(['on', 'off']).default('on'),
    new Option(
      '--response-filter',
      'Give each tool that returns JSON the argument _filter, a JMESPath expression.',
    ),
    new Option('--strict', 'Refuse a document with flaws instead of repairing or relaxing them.'),
  ];
}

export function exposeOption(): Option {
  return new Option(
    '--expose <mode>',
    'Whether each operation is a tool, or three tools search, describe and call them.',
  )
    .choices(['all', 'search', 'auto'])
    .default('all');
}

export function nameOption(): Option {
  return new Option(
    '--name <name>',
    'Name of the server, used for its resource URIs and environment variables; the title’s slug by default.',
  );
}

export function baseUrlOption(): Option {
  return new Option(
    '--base-url <url>',
    'Send requests to this URL instead of the document’s servers.',
  ).argParser(readUrl);
}

export function serverVariableOption(): Option {
  return new Option('--server-var <name=value>', 'Values for variables of server URLs.').argParser(
    collectPairs('--server-var', '=', 'name=value'),
  );
}

export function validateResponsesOption(): Option {
  return new Option(
    '--validate-responses <mode>',
    'Check answers against the document: note what does not fit, make it an error, or do not look.',
  )
    .choices(['warn', 'strict', 'off'])
    .default('warn');
}

export function htmlOption(): Option {
  return new Option(
    '--html <mode>',
    'Whether HTML answers are given as the text a person reads, or as their source.',
  )
    .choices(['text', 'source'])
    .default('source');
}

/** Flags that say where requests go, what they carry, and how much of an answer is taken. */
export function requestOptions(): Option[] {
  return [
    baseUrlOption(),
    new Option(
      '--server <which>',
      "Which of the document's servers gets the requests: its number, counted from 1, its name, its description or its URL.",
    ),
    serverVariableOption(),
    new Option('--header <name:value>', 'Send this header with every request.').argParser(
      collectPairs('--header', ':', 'Name: value'),
    ),
    ...credentialOptions(),
    new Option(
      '--allow-files <folder>',
      'Let arguments that stand for bytes be file: URLs of files below this folder.',
    ).argParser(readFolder),
    new Option('--timeout <ms>', 'Milliseconds until a call without a complete answer fails.')
      .argParser(readCount(1))
      .default(30_000),
    new Option('--max-response-bytes <number>', 'Largest answer in bytes that is read from the API.')
      .argParser(readCount(1))
      .default(10_485_760),
    new Option(
      '--max-result-chars <number>',
      'Most characters of an answer that a client is given; the rest is cut.',
    )
      .argParser(readCount(1))
      .default(40_000),
    validateResponsesOption(),
    htmlOption(),
    new Option(
      '--result-headers <name>',
      'Also pass on these headers of the API’s answers, in a result’s _meta.',
    ).argParser(collectValues),
    new Option('--mask-errors', 'Hide what the API says in errors, for servers shared with strangers.'),
  ];
}

/** Flags that put a mock in the place of the API. */
export function mockOptions(): Option[] {
  return [
    new Option('--mock', 'Answer calls from the document’s examples and schemas, without any API.').conflicts(
      'baseUrl',
    ),
    new Option('--mock-seed <number>', 'Make the mock’s answers repeatable.').argParser(readCount(0)),
  ];
}

export function addOptions(command: Command, options: Option[]): Command {
  for (const option of options) command.addOption(option);
  return command;
}

export function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== '') return port;
  throw new InvalidArgumentError('It must be a number from 0 to 65535.');
}

/** Reads a whole number of `least` or more. */
export function readCount(least: number) {
  return (text: string): number => {
    const count = Number(text);
    if (Number.isSafeInteger(count) && count >= least && text.trim() !== '') return count;
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  };
}

function readFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw new InvalidArgumentError('It must be a folder that exists.');
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  // Commander would show the value, which may hold a password.
  throw new OpenApiMcpError('OPTION_INVALID', '--base-url is no URL that begins with http:// or https://');
}

/** One value each time it is given: a list of its own would swallow the document behind it. */
function collectValues(text: string, collected: string[] = []): string[] {
  return [...collected, text];
}

function collectPairs(flag: string, separator: string, form: string) {
  return (text: string, collected: Record<string, string> = {}): Record<string, string> => {
    const index = text.indexOf(separator);
    const name = text.slice(0, index).trim();
    // Commander would show the value, which may be a secret.
    if (index === -1 || name === '')
      throw new OpenApiMcpError('OPTION_INVALID', `${flag} must have the form ${form}`);
    return { ...collected, [name]: text.slice(index + 1).trim() };
  };
}
