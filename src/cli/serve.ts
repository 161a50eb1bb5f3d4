import { Option } from 'commander';
import { runtimeSettings, startMock } from './api.ts';
import { addOptions, documentOptions, exposeOption, mockOptions, requestOptions } from './options.ts';
import { connectionOf } from './connection.ts';
import { checkCallers, httpOf, httpOptions } from './http.ts';
import { later } from './later.ts';
import { policyLines, policyOf, policyOptions } from './policy.ts';
import { openServed } from './served.ts';
import { untilSignal } from './signal.ts';
import { formatSummary } from './summary.ts';
import { OpenApiMcpError } from '../errors.ts';
import { offeredApi } from '../runtime/policy/policy.ts';
import { createApiServer } from '../serve/api.ts';
import type { Command } from 'commander';
import type { DocumentFlags, MockFlags, RequestFlags } from './options.ts';
import type { PolicyFlags } from './policy.ts';
import type { HttpFlags } from './http.ts';
import type { ApiServer } from '../index.ts';

/** What commander makes of the flags; keys are the flags in camel case. */
type ServeFlags = DocumentFlags &
  RequestFlags &
  MockFlags &
  PolicyFlags &
  HttpFlags & { transport: 'stdio' | 'http'; cache?: 'on' | 'off'; forwardHeader?: string[] };

const examples = `
Examples:
  openapi-mcp serve petstore.yaml
  openapi-mcp serve https://api.example.com/openapi.json --include 'tag:pets' --exclude delete
  openapi-mcp serve petstore.yaml --base-url http://localhost:8080 --header 'X-Tenant: demo'
  openapi-mcp serve petstore.yaml --transport http --port 3000
  openapi-mcp serve petstore.yaml --mock
  cat petstore.yaml | openapi-mcp serve - --transport http

Patterns of --include, --exclude, --allow, --deny and --tool-scope: a tool's name or operationId, tag:NAME, a method, a /path, or 'METHOD /path'.
* stands for anything within a path segment, ** for anything.

Credentials come from environment variables named API_SCHEME in upper case; the summary on start names them.`;

export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description('Serve the API of an OpenAPI document to MCP clients.')
    .argument('<document>', 'File, URL, or - for standard input.')
    .addOption(
      new Option('--transport <name>', 'How clients connect.').choices(['stdio', 'http']).default('stdio'),
    );
  addOptions(command, [
    ...httpOptions(),
    new Option(
      '--forward-header <name>',
      'Pass on this header of each request to this server, instead of a credential of its own in that place.',
    ).argParser((name: string, names: string[] = []) => [...names, name]),
    ...policyOptions(),
    ...requestOptions(),
    ...mockOptions(),
    ...documentOptions(),
    exposeOption(),
    cacheOption(),
  ])
    .addHelpText('after', examples)
    .action(serve);
}

function cacheOption(): Option {
  return new Option(
    '--cache <mode>',
    'Keep descriptions of documents in the cache folder of the user, so that the next start is quicker.',
  )
    .choices(['on', 'off'])
    .default('on')
    .env('OPENAPI_MCP_CACHE');
}

async function serve(source: string, flags: ServeFlags): Promise<void> {
  if (source === '-' && flags.transport === 'stdio')
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'standard input cannot carry both the document and the protocol',
      {
        hint: 'Give the document as a file, or add --transport http.',
      },
    );
  checkCallers(flags, flags);
  const { forwardHeader: forwardHeaders = [] } = flags;
  if (forwardHeaders.length > 0 && flags.transport === 'stdio')
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'over standard input and output there are no headers to pass on',
      {
        hint: 'Add --transport http, or leave --forward-header out.',
      },
    );
  const { loaded, descriptor, findings, keep } = await openServed(source, flags, process.env);
  const mock = loaded === undefined ? undefined : await startMock(loaded, flags);
  // Over HTTP one client could read what another was answered.
  const keepResponses = flags.transport === 'stdio';
  const settings = await runtimeSettings(descriptor, flags, process.env, mock);
  const policy = await policyOf(flags, process.env);
  const options = { ...settings.options, ...policy.options, keepResponses, forwardHeaders };
  const offered = offeredApi(descriptor, options);
  const server = createApiServer(offered, options, async () => (await import('../serve/sdk-v2.ts')).sdkV2);
  const mocked = mock === undefined ? '' : `\nMocked at ${mock.url} with seed ${mock.seed}`;
  const about = formatSummary(offered, findings, options, settings.sources);
  const summary = [about, ...policyLines(descriptor, options)].join('\n') + mocked;
  try {
    await (flags.transport === 'http'
      ? serveOverHttp(server, flags, summary, keep)
      : serveOverStdio(server, summary, keep));
  } finally {
    await server.close();
    await mock?.close();
    policy.log?.close();
  }
}

type Keep = () => Promise<void>;

async function serveOverStdio(server: ApiServer, summary: string, keep: Keep): Promise<void> {
  const connection = await server.serveStdio();
  const kept = later(keep);
  // Before the announcement: whoever reads it may send a signal at once.
  void untilSignal().then(() => connection.close());
  process.stderr.write(`${summary}\nListening on standard input and output.\n`);
  await connection.closed;
  await kept.finish();
}

async function serveOverHttp(
  server: ApiServer,
  flags: ServeFlags,
  summary: string,
  keep: Keep,
): Promise<void> {
  const connection = connectionOf(flags, process.env);
  const http = await server.serveHttp({ ...httpOf(flags), connection });
  const kept = later(keep);
  const signalled = untilSignal();
  process.stderr.write(`${summary}\nListening on ${http.url}\n`);
  await signalled;
  await http.close();
  await kept.finish();
}
