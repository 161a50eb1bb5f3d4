import { serveStatements } from './serve-statements.ts';
import { literal } from './typescript-text.ts';

/** Returns the entry of a project with several APIs. Values for one API begin with its key. */
export function joinedMainModule(keys: readonly string[]): string {
  return `import process from 'node:process';
import { parseArgs } from 'node:util';
import { createServer } from './api/index.ts';

const { values } = parseArgs({
  options: {
    http: { type: 'boolean', default: false },
    port: { type: 'string', default: '3000' },
    'base-url': { type: 'string', multiple: true },
    server: { type: 'string', multiple: true },
    header: { type: 'string', multiple: true },
  },
});
const { OPENAPI_MCP_BASE_URL, OPENAPI_MCP_SERVER, OPENAPI_MCP_HEADERS } = process.env;

/** Returns the values of an API: the texts behind its key. A flag takes precedence over a variable. */
function valuesOf(key: string, flag: string[] | undefined, variable: string | undefined): string[] | undefined {
  const found = (flag ?? variable?.split('\\n') ?? [])
    .filter((text) => text.startsWith(\`\${key}=\`))
    .map((text) => text.slice(key.length + 1));
  return found.length === 0 ? undefined : found;
}

/** Returns the options of an API. Without a value, the default applies that the server was generated with. */
function optionsOf(key: string) {
  const headers = valuesOf(key, values.header, OPENAPI_MCP_HEADERS)?.map((line) => {
    const [name = '', ...value] = line.split(':');
    return [name.trim(), value.join(':').trim()] as const;
  });
  return {
    // Truncated responses can be read whole. Over HTTP, other clients could read them too.
    result: { keepResponses: !values.http },
    request: {
      baseUrl: valuesOf(key, values['base-url'], OPENAPI_MCP_BASE_URL)?.at(-1),
      server: valuesOf(key, values.server, OPENAPI_MCP_SERVER)?.at(-1),
      headers: headers && Object.fromEntries(headers),
    },
  };
}

const server = await createServer({
  apis: {
${keys.map((key) => `    ${literal(key)}: optionsOf(${literal(key)}),\n`).join('')}  },
});
${serveStatements}`;
}

/** Returns the paragraph about the destinations of requests. */
export function joinedDestinations([first = 'key']: readonly string[]): string {
  return `Requests of an API go to \`--base-url ${first}=URL\` (\`OPENAPI_MCP_BASE_URL\`) or to the \`--server ${first}=NAME\` of its document (\`OPENAPI_MCP_SERVER\`), with each \`--header '${first}=Name: value'\` (\`OPENAPI_MCP_HEADERS\`). The variables have one \`key=value\` a line.`;
}
