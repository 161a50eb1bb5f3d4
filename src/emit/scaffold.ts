import { serveStatements } from './serve-statements.ts';
import { lockFileOf } from './lock-file.ts';
import { joinedDestinations, joinedMainModule } from './scaffold-joined.ts';
import { literal } from './typescript-text.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** The folder of the generated code in a project. */
export const projectCode = 'api';

/** The content of a project besides its API. */
export interface ProjectParts {
  /** The name and the title of the API, or of all APIs. */
  api: Pick<ApiDescriptor, 'name' | 'title'>;
  /** The function of `api/index.ts` that creates the server. */
  createServer: string;
  /** The keys of several APIs. */
  keys?: string[] | undefined;
  /** Exact versions by package. */
  dependencies: Record<string, string>;
  developmentDependencies: Record<string, string>;
  /** The environment variables of credentials, with the names of their security schemes. */
  variables: { name: string; scheme: string }[];
  /** The calls of its test with the responses of a mock: `RecordedCall[]`. */
  calls: object[];
  /** True if its operations can be called through search mode. */
  mayBeSearched: boolean;
}

/** Returns the files of a project around the generated code. They belong to their owner once they are written. */
export function emitProject({ sdk }: Pick<EmitTarget, 'sdk'>, parts: ProjectParts): GeneratedFile[] {
  const manifest = manifestOf(parts);
  const lock = lockFile(manifest);
  const files: [path: string, content: string][] = [
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ...lock,
    ['tsconfig.json', tsconfig],
    ['.gitignore', 'node_modules\n.env\n'],
    ['.dockerignore', 'node_modules\n.env\n.git\n'],
    ['.env.example', environmentExample(parts)],
    ['main.ts', parts.keys === undefined ? mainModule(parts.createServer) : joinedMainModule(parts.keys)],
    ['Dockerfile', dockerfile(parts)],
    ['README.md', readme(parts, lock.length > 0)],
    ['test/server.test.ts', testModule(parts, sdk)],
    ['test/calls.json', `${JSON.stringify(parts.calls, null, 2)}\n`],
  ];
  return files.map(([path, content]) => ({ path, content, once: true }));
}

/** Returns the content of package.json. */
function manifestOf({ api, dependencies, developmentDependencies }: ProjectParts) {
  return {
    name: `${api.name}-mcp`,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: { start: 'node main.ts', test: 'node --test', types: 'tsc' },
    dependencies,
    devDependencies: developmentDependencies,
  };
}

function lockFile({
  name,
  version,
  engines,
  dependencies,
  devDependencies,
}: ReturnType<typeof manifestOf>): [path: string, content: string][] {
  const text = lockFileOf({ name, version, engines, dependencies, devDependencies });
  return text === undefined ? [] : [['package-lock.json', text]];
}

const tsconfig = `{
  "compilerOptions": {
    "target": "es2023",
    "lib": ["es2023"],
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true,
    "resolveJsonModule": true,
    "skipLibCheck": true,
    "noEmit": true
  }
}
`;

function mainModule(createServer: string): string {
  return `import process from 'node:process';
import { parseArgs } from 'node:util';
import { ${createServer} } from './${projectCode}/index.ts';

const { values } = parseArgs({
  options: {
    http: { type: 'boolean', default: false },
    port: { type: 'string', default: '3000' },
    'base-url': { type: 'string' },
    server: { type: 'string' },
    header: { type: 'string', multiple: true },
  },
});
const { OPENAPI_MCP_BASE_URL, OPENAPI_MCP_SERVER, OPENAPI_MCP_HEADERS } = process.env;
// A flag takes precedence over a variable, and both over the default that the server was generated with.
const baseUrl = values['base-url'] ?? OPENAPI_MCP_BASE_URL;
const headers = (values.header ?? OPENAPI_MCP_HEADERS?.split('\\n'))?.map((line) => {
  const [name = '', ...value] = line.split(':');
  return [name.trim(), value.join(':').trim()] as const;
});
const server = await ${createServer}({
  // Truncated responses can be read whole. Over HTTP, other clients could read them too.
  result: { keepResponses: !values.http },
  request: {
    baseUrl,
    server: values.server ?? OPENAPI_MCP_SERVER,
    headers: headers && Object.fromEntries(headers),
  },
});
${serveStatements}`;
}

function testModule({ createServer, mayBeSearched, keys }: ProjectParts, sdk: EmitTarget['sdk']): string {
  const url = '`http://127.0.0.1:${port}`';
  const baseUrls =
    keys === undefined
      ? `'--base-url', ${url}`
      : keys.map((key) => `'--base-url', \`${key}=http://127.0.0.1:\${port}\``).join(', ');
  const client =
    sdk === 'v2'
      ? `import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';`
      : `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';`;
  const call = '{ name: call.tool, arguments: call.arguments }';
  const searched = `const { tools } = await client.listTools();
    // In search mode one tool calls every operation.
    const isSearched = tools.some(({ name }) => name === 'call_operation');
    const request = ${call};
    const result = await client.callTool(isSearched ? { name: 'call_operation', arguments: request } : request);`;
  return `import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import process from 'node:process';
import { after, before, test } from 'node:test';
${client}
import { ${createServer === 'createServer' ? 'createServer as createApis' : createServer} } from '../${projectCode}/index.ts';
import recordedCalls from './calls.json' with { type: 'json' };

interface RecordedCall {
  tool: string;
  arguments: Record<string, unknown>;
  response: { status: number; contentType?: string | undefined; body: string; encoding: string };
}

const calls: RecordedCall[] = recordedCalls;

/** The recorded response of the mock for the current call. */
let recorded = calls[0]?.response;
const api = createServer((request, response) => {
  request.resume().on('end', () => {
    const type: Record<string, string> = recorded?.contentType === undefined ? {} : { 'content-type': recorded.contentType };
    response.writeHead(recorded?.status ?? 500, type).end(Buffer.from(recorded?.body ?? '', recorded?.encoding === 'base64' ? 'base64' : 'utf8'));
  });
});
const client = new Client({ name: 'test', version: '1.0.0' });

before(async () => {
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const address = api.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const args = ['main.ts', ${baseUrls}];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
});
after(async () => {
  await client.close();
  api.close();
});

test('lists every tool', async () => {
  const server = await ${createServer === 'createServer' ? 'createApis' : createServer}();
  const expected = server.handlers.listTools().tools.map(({ name }) => name);
  const { tools } = await client.listTools();
  assert.deepEqual(tools.slice(0, expected.length).map(({ name }) => name), expected);
  await server.close();
});

for (const call of calls)
  test(\`calls \${call.tool}\`, async () => {
    recorded = call.response;
    ${mayBeSearched ? searched : `const result = await client.callTool(${call});`}
    assert.notEqual(result.isError, true, JSON.stringify(result.content));
  });
`;
}

function dockerfile({ dependencies }: ProjectParts): string {
  // Packages that were packed here must be in place before npm installs.
  const packed = Object.values(dependencies).flatMap((version) => /^file:(.*)$/.exec(version)?.[1] ?? []);
  return `FROM node:22-slim
WORKDIR /app
COPY ${['package.json', 'package-lock.json', ...packed].join(' ')} ./
RUN npm ci --omit=dev
COPY . .
USER node
# An MCP client starts the server over standard input and output: docker run -i --rm --env-file .env IMAGE
CMD ["node", "main.ts"]
`;
}

function environmentExample({ variables }: ProjectParts): string {
  if (variables.length === 0) return '# The document has no security schemes.\n';
  return variables.map(({ name, scheme }) => `# ${oneLine(scheme)}\n${name}=\n`).join('');
}

function readme({ api, variables, keys }: ProjectParts, hasLockFile: boolean): string {
  const configuration = {
    mcpServers: {
      [api.name]: {
        command: 'node',
        args: ['/path/to/main.ts'],
        ...(variables.length === 0
          ? {}
          : { env: Object.fromEntries(variables.map(({ name }) => [name, ''])) }),
      },
    },
  };
  return `# ${oneLine(api.title)} over MCP

\`\`\`sh
npm install
npm test
node --env-file-if-exists=.env main.ts
\`\`\`

Node.js 22.18 or later runs the TypeScript without a build. Copy \`.env.example\` to \`.env\` and fill in the credentials.

Configure an MCP client (Claude, Cursor and others) with the path of this folder:

\`\`\`json
${JSON.stringify(configuration, null, 2)}
\`\`\`

To serve over HTTP at \`http://127.0.0.1:3000/mcp\`, run \`node main.ts --http --port 3000\`.

${keys === undefined ? destinations : joinedDestinations(keys)}

The versions in \`package.json\` are exact. ${hasLockFile ? locked : lockable}

The files in \`${projectCode}/\` are generated. Change the behaviour in ${keys === undefined ? `\`${projectCode}/hooks.ts\`, which is` : `\`${projectCode}/apis/<key>/hooks.ts\`, which are`} yours. Running the same \`generate\` command again updates the other files in \`${projectCode}/\`, and leaves the rest of the project alone.
`;
}

const destinations =
  "Requests go to `--base-url` (`OPENAPI_MCP_BASE_URL`) or to the `--server` of the document (`OPENAPI_MCP_SERVER`), with each `--header 'Name: value'` (`OPENAPI_MCP_HEADERS`, one a line).";

const locked = 'Those of the packages below them are in `package-lock.json`.';
const lockable =
  'Commit the `package-lock.json` that `npm install` writes, so that the packages below them are too.';

/** Returns text of a document on one line, without characters that Markdown or a shell would interpret. */
function oneLine(text: string): string {
  return literal(text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').replaceAll(/[`<>[\]$]/g, '')).slice(1, -1);
}
