import { Option } from 'commander';
import { addOptions, documentOptions, exposeOption, mockOptions, requestOptions } from '../options.ts';
import { checkCallers, httpOptions } from '../http.ts';
import { policyOptions } from '../policy.ts';
import { openServed } from '../open-document.ts';
import { OpenApiMcpError } from '../../errors.ts';
import type { Command } from 'commander';
import type { DocumentFlags } from '../options.ts';
import type { ServingFlags } from '../run-server.ts';

/** What commander makes of the flags; keys are the flags in camel case. */
type ServeFlags = ServingFlags & DocumentFlags & { cache?: 'on' | 'off'; forwardHeader?: string[] };

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
  const opened = await openServed(source, flags, process.env, loadServing);
  const { serveOpened } = await import('../run-server.ts');
  await serveOpened(opened, { ...flags, forwardHeaders });
}

/** What serving takes that opening a document does not. */
async function loadServing(): Promise<void> {
  await Promise.all([import('../../serve/sdk-v2.ts'), import('../run-server.ts')]);
}
