import { documentPositional } from '../command.ts';
import { accessFlags, checkAccess } from '../flags/access-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { credentialFlags } from '../flags/credential-flags.ts';
import { documentFlags } from '../flags/document-flags.ts';
import { exchangeFlags } from '../flags/exchange-flags.ts';
import { httpFlags } from '../flags/http-flags.ts';
import { mockFlags } from '../flags/mock-flags.ts';
import { policyFlags } from '../flags/policy-flags.ts';
import { promptsFlag } from '../flags/prompt-flags.ts';
import { requestFlags } from '../flags/request-flags.ts';
import { resilienceFlags } from '../flags/resilience-flags.ts';
import { resultFlags } from '../flags/result-flags.ts';
import { checkTelemetry, telemetryFlags } from '../flags/telemetry-flags.ts';
import { exposeFlag, toolFlags } from '../flags/tool-flags.ts';
import { openServedDocument } from '../open-document.ts';
import { OpenApiMcpError } from '../../errors.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import { readCount } from '../flags/flag-values.ts';
import type { FlagGroup } from '../flags/flag.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { PromptFlags } from '../flags/prompt-flags.ts';
import type { ExposeFlag, ToolFlags } from '../flags/tool-flags.ts';
import type { ServerFlags } from '../run-server.ts';
import type { Terminal } from '../terminal.ts';

type ServeFlags = ServerFlags &
  DocumentFlags &
  ToolFlags &
  ExposeFlag &
  PromptFlags & { cache: 'on' | 'off'; prefix: 'on' | 'off' };

export const serverFlags: FlagGroup = {
  title: 'Server',
  flags: [
    {
      name: 'transport',
      value: 'name',
      help: 'Connection to clients: standard input and output, or HTTP.',
      choices: ['stdio', 'http'],
      default: 'stdio',
    },
    exposeFlag,
    promptsFlag,
    {
      name: 'shutdown-grace',
      value: 'ms',
      help: 'Milliseconds that calls under way may take when the server ends; after them they are aborted.',
      default: 10_000,
      read: readCount(0),
    },
    {
      name: 'prefix',
      value: 'mode',
      help: 'Begin the names of tools with the key of their API, if there are several.',
      choices: ['on', 'off'],
      default: 'on',
    },
    {
      name: 'cache',
      value: 'mode',
      help: 'Cache descriptions of documents in the user’s cache folder for faster starts.',
      choices: ['on', 'off'],
      default: 'on',
      variable: 'OPENAPI_MCP_CACHE',
    },
  ],
};

export const serveCommand: ParsedCommand = {
  name: 'serve',
  summary: 'Serve the API of an OpenAPI document to MCP clients.',
  positionals: [{ ...documentPositional, isRepeated: true }],
  groups: [
    serverFlags,
    httpFlags,
    accessFlags,
    policyFlags,
    telemetryFlags,
    requestFlags,
    resilienceFlags,
    credentialFlags,
    exchangeFlags,
    connectionFlags,
    resultFlags,
    mockFlags,
    toolFlags,
    documentFlags,
  ],
  examples: [
    'openapi-mcp serve petstore.yaml',
    "openapi-mcp serve https://api.example.com/openapi.json --include 'tag:pets' --exclude delete",
    "openapi-mcp serve petstore.yaml --base-url http://localhost:8080 --header 'X-Tenant: demo'",
    'openapi-mcp serve petstore.yaml --transport http --port 3000',
    'openapi-mcp serve petstore.yaml --mock',
    'openapi-mcp serve pets=petstore.yaml shop=https://shop.example.com/openapi.json',
    'cat petstore.yaml | openapi-mcp serve - --transport http',
  ],
  notes: [
    "Patterns of --include, --exclude, --allow, --deny and --tool-scope: a tool's name or operationId, tag:NAME, a method, a /path, or 'METHOD /path'. * matches anything within a path segment, ** matches anything.",
    'Credentials come from environment variables named API_SCHEME in upper case; the summary at the start names them.',
  ],
  run: serve,
};

async function serve(
  { positionals: [source = '', ...others], flags, config, apis }: CommandInput<ServeFlags>,
  terminal: Terminal,
): Promise<void> {
  if (source === '-' && flags.transport === 'stdio')
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'standard input cannot carry both the document and the protocol',
      { hint: 'Give the document as a file, or add --transport http.' },
    );
  checkAccess(flags);
  checkTelemetry(flags);
  if (flags.forwardHeader !== undefined && flags.transport === 'stdio')
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'over standard input and output there are no headers to pass on',
      { hint: 'Add --transport http, or leave --forward-header out.' },
    );
  const operations = config?.operations;
  if (config !== undefined) terminal.error(`Config file: ${config.name}\n`);
  if (apis !== undefined || others.length > 0) {
    const { readSources, serveApis } = await import('../serve-apis.ts');
    return serveApis(apis ?? readSources([source, ...others], flags, operations), flags, terminal);
  }
  const opened = await openServedDocument(source, flags, terminal.environment, loadServer, operations);
  const { runServer } = await import('../run-server.ts');
  await runServer(opened, flags, terminal, source);
}

/** Loads the modules of a server, while another thread describes the document. */
async function loadServer(): Promise<void> {
  await Promise.all([import('../../serve/sdk-v2.ts'), import('../run-server.ts')]);
}
