import { InvalidArgumentError, Option } from 'commander';
import { formatSummary } from './summary.ts';
import {
  credentialsFromEnvironment,
  describeApi,
  loadDocument,
  OpenApiMcpError,
  serveApi,
} from '../index.ts';
import type { Command } from 'commander';
import type { ApiServer, DescribeOptions, HttpOptions, LoadOptions, RuntimeOptions } from '../index.ts';

/** What commander makes of the flags; keys are the flags in camel case. */
type ServeFlags = LoadOptions &
  Omit<RuntimeOptions, 'headers' | 'serverVariables'> &
  DescribeOptions &
  HttpOptions & {
    transport: 'stdio' | 'http';
    header?: Record<string, string>;
    serverVar?: Record<string, string>;
  };

const examples = `
Examples:
  openapi-mcp serve petstore.yaml
  openapi-mcp serve https://api.example.com/openapi.json --include 'tag:pets' --exclude delete
  openapi-mcp serve petstore.yaml --base-url http://localhost:8080 --header 'X-Tenant: demo'
  openapi-mcp serve petstore.yaml --transport http --port 3000
  cat petstore.yaml | openapi-mcp serve - --transport http

Patterns of --include and --exclude: an operationId, tag:NAME, a method, a /path, or 'METHOD /path'.
* stands for anything within a path segment, ** for anything.

Credentials come from environment variables named API_SCHEME in upper case; the summary on start names them.`;

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('Serve the API of an OpenAPI document to MCP clients.')
    .argument('<document>', 'File, URL, or - for standard input.')
    .addOption(
      new Option('--transport <name>', 'How clients connect.').choices(['stdio', 'http']).default('stdio'),
    )
    .option('--port <number>', 'Port to listen on; 0 takes a free one.', readPort, 3000)
    .option('--host <address>', 'Address to listen on.', '127.0.0.1')
    .option('--base-url <url>', 'Send requests to this URL instead of the document’s servers.', readUrl)
    .option(
      '--server-var <name=value>',
      'Values for variables of server URLs.',
      collectPairs('=', 'name=value'),
    )
    .option('--header <name:value>', 'Send this header with every request.', collectPairs(':', 'Name: value'))
    .option('--include <pattern...>', 'Expose only operations that match one of these patterns.')
    .option('--exclude <pattern...>', 'Leave out operations that match one of these patterns.')
    .option(
      '--name <name>',
      'Name of the server, used for its resource URIs and environment variables; the title’s slug by default.',
    )
    .addOption(
      new Option('--resources <mode>', 'Whether GETs are offered as resources and templates.')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--timeout <ms>', 'Milliseconds until a call without a complete answer fails.', readCount, 30_000)
    .option(
      '--max-response-bytes <number>',
      'Largest answer in bytes that is read from the API.',
      readCount,
      10_485_760,
    )
    .option(
      '--max-document-bytes <number>',
      'Largest document in bytes, also for each document it refers to.',
      readCount,
      67_108_864,
    )
    .option(
      '--allow-remote-refs',
      'Follow references to other origins, and from a local file to the network.',
    )
    .option('--strict', 'Refuse a document with flaws instead of repairing or relaxing them.')
    .addHelpText('after', examples)
    .action(serve);
}

async function serve(source: string, flags: ServeFlags): Promise<void> {
  const { header, serverVar, ...options } = flags;
  if (source === '-' && flags.transport === 'stdio')
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'standard input cannot carry both the document and the protocol',
      {
        hint: 'Give the document as a file, or add --transport http.',
      },
    );
  const { descriptor, findings } = describeApi(await loadDocument(source, options), options);
  const server = serveApi(descriptor, {
    ...options,
    headers: header ?? {},
    serverVariables: serverVar ?? {},
    credentials: credentialsFromEnvironment(descriptor, process.env),
  });
  const summary = formatSummary(descriptor, findings, options, process.env);
  await (flags.transport === 'http'
    ? serveOverHttp(server, flags, summary)
    : serveOverStdio(server, summary));
  await server.close();
}

async function serveOverStdio(server: ApiServer, summary: string): Promise<void> {
  const connection = await server.serveStdio();
  process.stderr.write(`${summary}\nListening on standard input and output.\n`);
  void untilSignal().then(() => connection.close());
  await connection.closed;
}

async function serveOverHttp(server: ApiServer, flags: ServeFlags, summary: string): Promise<void> {
  const http = await server.serveHttp(flags);
  process.stderr.write(`${summary}\nListening on ${http.url}\n`);
  await untilSignal();
  await http.close();
}

/** Both signals end the server in order; a second one ends the process at once. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== '') return port;
  throw new InvalidArgumentError('It must be a number from 0 to 65535.');
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be a URL that begins with http:// or https://.');
}

function collectPairs(separator: string, form: string) {
  return (text: string, collected: Record<string, string> = {}): Record<string, string> => {
    const index = text.indexOf(separator);
    const name = text.slice(0, index).trim();
    if (index === -1 || name === '') throw new InvalidArgumentError(`It must have the form ${form}.`);
    return { ...collected, [name]: text.slice(index + 1).trim() };
  };
}
