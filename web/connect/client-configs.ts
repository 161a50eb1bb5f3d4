/** A client, and how it connects to this server. */
export interface ClientSetup {
  client: string;
  steps: { text: string; code?: string; link?: { text: string; href: string } }[];
}

interface Endpoint {
  name: string;
  url: string;
  /** True if the server wants a token. */
  hasToken: boolean;
}

/** Returns how each client connects. Secrets are read from the environment or asked for, never part of the text. */
export function clientSetups({ name, url, hasToken }: Endpoint): ClientSetup[] {
  const variable = `${name.replace(/\W/g, '_').toUpperCase()}_TOKEN`;
  const headers = (value: string): object =>
    hasToken ? { headers: { Authorization: `Bearer ${value}` } } : {};
  const cursor = { url, ...headers(`\${env:${variable}}`) };
  const asked = `\${input:${variable.toLowerCase()}}`;
  const code = { type: 'http', url, ...headers(asked) };
  const inputs = [
    { type: 'promptString', id: variable.toLowerCase(), description: `Token for ${name}`, password: true },
  ];
  const bridge = {
    command: 'npx',
    args: [
      '-y',
      'mcp-remote',
      url,
      ...(hasToken ? ['--header', `Authorization:\${AUTH_HEADER}`] : []),
      ...(isInsecure(url) ? ['--allow-http'] : []),
    ],
    ...(hasToken ? { env: { AUTH_HEADER: 'Bearer <your token>' } } : {}),
  };
  return [
    {
      client: 'Claude Code',
      steps: [
        {
          text: 'Run in the folder of your project:',
          code: `claude mcp add --transport http ${name} ${url}${hasToken ? ` --header "Authorization: Bearer $${variable}"` : ''}`,
        },
        {
          text: 'Or share it with your team in .mcp.json:',
          code: pretty({ mcpServers: { [name]: { type: 'http', url, ...headers(`\${${variable}}`) } } }),
        },
      ],
    },
    {
      client: 'Claude Desktop',
      steps: [
        ...(url.startsWith('https:')
          ? [{ text: 'Add a custom connector in Settings → Connectors, with this URL:', code: url }]
          : []),
        {
          text: 'Settings → Developer → Edit Config opens claude_desktop_config.json. It starts local servers, so a bridge leads to this one:',
          code: pretty({ mcpServers: { [name]: bridge } }),
        },
      ],
    },
    {
      client: 'Cursor',
      steps: [
        {
          text: 'Install it with one click:',
          link: {
            text: 'Add to Cursor',
            href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(name)}&config=${encodeURIComponent(base64(JSON.stringify(cursor)))}`,
          },
        },
        { text: 'Or write it into .cursor/mcp.json:', code: pretty({ mcpServers: { [name]: cursor } }) },
      ],
    },
    {
      client: 'VS Code',
      steps: [
        {
          text: 'Install it with one click:',
          link: {
            text: 'Add to VS Code',
            href: `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name, ...code, ...(hasToken ? { inputs } : {}) }))}`,
          },
        },
        {
          text: 'Or write it into .vscode/mcp.json:',
          code: pretty({ ...(hasToken ? { inputs } : {}), servers: { [name]: code } }),
        },
      ],
    },
    {
      client: 'Codex',
      steps: [
        {
          text: 'Add to ~/.codex/config.toml:',
          code: `[mcp_servers.${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)}]\nurl = ${JSON.stringify(url)}${hasToken ? `\nbearer_token_env_var = ${JSON.stringify(variable)}` : ''}\n`,
        },
      ],
    },
    {
      client: 'Gemini CLI',
      steps: [
        {
          text: 'Add to ~/.gemini/settings.json:',
          code: pretty({ mcpServers: { [name]: { httpUrl: url, ...headers(`$${variable}`) } } }),
        },
      ],
    },
    {
      client: 'Windsurf',
      steps: [
        {
          text: 'Add to ~/.codeium/windsurf/mcp_config.json:',
          code: pretty({ mcpServers: { [name]: { serverUrl: url, ...headers(`\${env:${variable}}`) } } }),
        },
      ],
    },
    {
      client: 'Goose',
      steps: [
        ...(hasToken ? [] : [{ text: 'Install it with one click:', link: gooseLink(name, url) }]),
        {
          text: `${hasToken ? 'Add' : 'Or add'} to ~/.config/goose/config.yaml:`,
          code: gooseEntry(name, url, hasToken ? variable : undefined),
        },
      ],
    },
    {
      client: 'Zed',
      steps: [
        {
          text: 'Add to the settings (zed: open settings file):',
          code: pretty({ context_servers: { [name]: { url, ...headers('<your token>') } } }),
        },
      ],
    },
    {
      client: 'LibreChat',
      steps: [
        {
          text: 'Add to librechat.yaml:',
          code: libreChatEntry(name, url, hasToken ? variable : undefined),
        },
      ],
    },
    {
      client: 'Any other client',
      steps: [
        { text: 'The URL of the endpoint (Streamable HTTP):', code: url },
        {
          text: 'In a file mcp.json:',
          code: pretty({ mcpServers: { [name]: { type: 'http', url, ...headers(`\${${variable}}`) } } }),
        },
      ],
    },
  ];
}

function gooseLink(name: string, url: string): { text: string; href: string } {
  const query = new URLSearchParams({ type: 'streamable_http', url, id: name, name, description: name });
  return { text: 'Add to Goose', href: `goose://extension?${query}` };
}

function gooseEntry(name: string, url: string, variable: string | undefined): string {
  const secrets =
    variable === undefined
      ? []
      : [
          '    env_keys:',
          `      - ${variable}`,
          '    headers:',
          `      Authorization: ${JSON.stringify(`Bearer \${${variable}}`)}`,
        ];
  return [
    'extensions:',
    `  ${JSON.stringify(name)}:`,
    `    name: ${JSON.stringify(name)}`,
    '    type: streamable_http',
    '    enabled: true',
    `    uri: ${JSON.stringify(url)}`,
    ...secrets,
    '    timeout: 300',
    '',
  ].join('\n');
}

function libreChatEntry(name: string, url: string, variable: string | undefined): string {
  return [
    'mcpServers:',
    `  ${JSON.stringify(name)}:`,
    '    type: streamable-http',
    `    url: ${JSON.stringify(url)}`,
    ...(variable === undefined
      ? []
      : ['    headers:', `      Authorization: ${JSON.stringify(`Bearer \${${variable}}`)}`]),
    '',
  ].join('\n');
}

/** Returns true for HTTP without TLS to another machine. */
function isInsecure(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function pretty(value: object): string {
  return JSON.stringify(value, undefined, 2);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
