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
import { exposeFlag, prefixFlag, toolFlags } from '../flags/tool-flags.ts';
import { openServedDocument } from '../open-document.ts';
import { connectWorker, currentWorker } from '../workers/current-worker.ts';
import { OpenApiMcpError } from '../../errors.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import { parseDuration } from '../../http/duration.ts';
import { readCount } from '../flags/flag-values.ts';
import type { DescribedDocument, LoadAndDescribeOptions } from '../../describe/load-and-describe.ts';
import type { LoadOptions } from '../../load/load-options.ts';
import type { SourceBytes } from '../../load/read-source.ts';
import type { FlagGroup } from '../flags/flag.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { PromptFlags } from '../flags/prompt-flags.ts';
import type { ExposeFlag, ToolFlags } from '../flags/tool-flags.ts';
import type { ReloadFlags } from '../reload/serve-reloading.ts';
import type { PreparedServer, ServerFlags } from '../run-server.ts';
import type { Terminal } from '../terminal.ts';

type ServeFlags = ServerFlags &
  DocumentFlags &
  ToolFlags &
  ExposeFlag &
  ReloadFlags &
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
      name: 'watch',
      help: 'Load the API again when its documents, overlays, prompts or config file change.',
    },
    {
      name: 'refresh',
      value: 'time',
      help: 'Load the API again after each such time, as 30s, 5m or 1h; documents that have not changed are not sent again.',
      read: parseDuration,
    },
    prefixFlag,
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
    'openapi-mcp serve pets=petstore.yaml shop=https://shop.example.com/openapi.json --base-url pets=http://localhost:8080',
    'cat petstore.yaml | openapi-mcp serve - --transport http',
  ],
  notes: [
    "Patterns of --include, --exclude, --allow, --deny and --tool-scope: a tool's name or operationId, tag:NAME, a method, a /path, or 'METHOD /path'. * matches anything within a path segment, ** matches anything.",
    'With several documents, a value that begins with the key of one holds for it alone: --base-url pets=http://localhost:8080.',
    'Credentials come from environment variables named API_SCHEME in upper case; the summary at the start names them.',
  ],
  run: serve,
};

async function serve(input: CommandInput<ServeFlags>, terminal: Terminal): Promise<void> {
  await connectWorker(terminal.environment);
  try {
    await (input.flags.workers === 1 ? serveInProcess(input, terminal) : serveWith(input, terminal));
  } finally {
    currentWorker()?.close();
  }
}

/** Serves in as many processes as the flag says. */
async function serveWith(input: CommandInput<ServeFlags>, terminal: Terminal): Promise<void> {
  if (currentWorker() !== undefined) return serveInProcess(input, terminal);
  const { countWorkers, serveInWorkers } = await import('../workers/serve-in-workers.ts');
  const count = countWorkers(input);
  if (count === 1) return serveInProcess(input, terminal);
  if (input.config !== undefined) terminal.error(`Config file: ${input.config.name}\n`);
  return serveInWorkers(count, input.flags, terminal);
}

async function serveInProcess(input: CommandInput<ServeFlags>, terminal: Terminal): Promise<void> {
  const { positionals, flags, config, reread, apis = [] } = input;
  if (positionals[0] === '-') checkStandardInput(flags);
  for (const own of [{}, ...apis.map((api) => api.flags)]) checkAccess({ ...flags, ...own });
  checkTelemetry(flags);
  if (flags.forwardHeader !== undefined && flags.transport === 'stdio')
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'over standard input and output there are no headers to pass on',
      { hint: 'Add --transport http, or leave --forward-header out.' },
    );
  if (config !== undefined && currentWorker() === undefined) terminal.error(`Config file: ${config.name}\n`);
  const isReloaded = reread !== undefined && (flags.watch === true || flags.refresh !== undefined);
  const fetched: LoadOptions['fetched'] = isReloaded ? new Map() : undefined;
  const prepared = await prepare(input, terminal, fetched);
  const { shared, telemetry } = prepared;
  try {
    if (isReloaded) {
      const { serveReloading, withFiles } = await import('../reload/serve-reloading.ts');
      const again = async (): Promise<PreparedServer> => {
        const read = await reread();
        return withFiles(await prepare(read, terminal, fetched, prepared), read);
      };
      return await serveReloading(withFiles(prepared, input), again, flags, terminal);
    }
    const { serveUntilEnd } = await import('../run-server.ts');
    try {
      await serveUntilEnd(prepared.server, flags, prepared.summary, prepared.save, { terminal, telemetry });
    } finally {
      await prepared.close();
    }
  } finally {
    await shared.close();
    await telemetry.close();
  }
}

/** @throws OpenApiMcpError OPTION_INVALID for flags that a document on standard input cannot have */
function checkStandardInput({ transport, watch, refresh }: ServeFlags): void {
  const hint = 'Give the document as a file, or add --transport http.';
  if (transport === 'stdio')
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'standard input cannot carry both the document and the protocol',
      { hint },
    );
  if (watch === true || refresh !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', 'standard input can be read only once', {
      hint: 'Give the document as a file or URL, or leave out --watch and --refresh.',
    });
}

/** Opens the documents of a command line, and creates their server. */
async function prepare(
  input: CommandInput<ServeFlags>,
  terminal: Terminal,
  fetched: LoadOptions['fetched'],
  before?: PreparedServer,
): Promise<PreparedServer> {
  const { positionals, flags, config, apis } = input;
  const [source = ''] = positionals;
  const operations = config?.operations;
  const code = config?.code;
  if (apis !== undefined) {
    const { prepareApis } = await import('../serve-apis.ts');
    return prepareApis(apis, input, terminal, { before, code, fetched });
  }
  const opened = await openServedDocument(source, flags, terminal.environment, {
    operations,
    fetched,
    // A server that is replaced goes on with its calls meanwhile.
    describe: before === undefined ? describeAndLoadServer : undefined,
  });
  const { prepareServer } = await import('../run-server.ts');
  return prepareServer(opened, flags, terminal, source, input, before, code?.shared);
}

/** Describes the document of a process without other work, while the modules of its server are read. */
async function describeAndLoadServer(
  read: SourceBytes,
  options: LoadAndDescribeOptions,
): Promise<DescribedDocument> {
  const [{ describeInProcess }] = await Promise.all([
    import('../../thread/describe-in-process.ts'),
    import('../../serve/sdk-v2.ts'),
    import('../run-server.ts'),
  ]);
  return describeInProcess(read, options);
}
