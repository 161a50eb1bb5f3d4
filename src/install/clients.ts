/** The scope of an entry: every project of a user, or one project. */
export type InstallScope = 'user' | 'project';

/** A path by operating system. It begins with `~`, with a variable and its default, or is relative to the project. */
export type ClientPath = string | Record<'darwin' | 'win32' | 'linux', string>;

/** The way in which an entry refers to a variable of the environment. */
export type VariableReference =
  /** The value of the variable of the entry, such as `${env:NAME}` for `NAME`. */
  | { kind: 'text'; of: (name: string) => string }
  /** A list of names under this key of the entry. */
  | { kind: 'names'; key: string }
  /** An input of VS Code, which asks for the value and stores it. */
  | { kind: 'inputs' }
  /** The server has the whole environment of the client. */
  | { kind: 'inherited' }
  /** The server has no variable that the entry does not contain. */
  | { kind: 'none' };

/** An MCP client, and the form of its configuration. */
export interface McpClient {
  title: string;
  syntax: 'json' | 'toml' | 'yaml';
  /** The key of the servers. */
  key: string;
  paths: Partial<Record<InstallScope, ClientPath>>;
  reference: VariableReference;
  /** Properties of each entry besides `command`, `args` and `env`. */
  form?: 'stdio' | 'goose';
  /** The text of a new file. */
  start?: string;
}

const dollar = (name: string): string => `\${${name}}`;
const dollarEnv = (name: string): string => `\${env:${name}}`;

/** The clients by name. */
export const clients = {
  'claude-desktop': {
    title: 'Claude Desktop',
    syntax: 'json',
    key: 'mcpServers',
    paths: {
      user: {
        darwin: '~/Library/Application Support/Claude/claude_desktop_config.json',
        win32: '%APPDATA%/Claude/claude_desktop_config.json',
        linux: '%XDG_CONFIG_HOME%/Claude/claude_desktop_config.json',
      },
    },
    reference: { kind: 'none' },
  },
  'claude-code': {
    title: 'Claude Code',
    syntax: 'json',
    key: 'mcpServers',
    paths: { user: '%CLAUDE_CONFIG_DIR%/.claude.json', project: '.mcp.json' },
    // A variable that is not set would make the whole file invalid.
    reference: { kind: 'text', of: (name) => `\${${name}:-}` },
    form: 'stdio',
  },
  cursor: {
    title: 'Cursor',
    syntax: 'json',
    key: 'mcpServers',
    paths: { user: '~/.cursor/mcp.json', project: '.cursor/mcp.json' },
    reference: { kind: 'text', of: dollarEnv },
  },
  vscode: {
    title: 'VS Code',
    syntax: 'json',
    key: 'servers',
    paths: {
      user: {
        darwin: '~/Library/Application Support/Code/User/mcp.json',
        win32: '%APPDATA%/Code/User/mcp.json',
        linux: '%XDG_CONFIG_HOME%/Code/User/mcp.json',
      },
      project: '.vscode/mcp.json',
    },
    reference: { kind: 'inputs' },
    form: 'stdio',
  },
  windsurf: {
    title: 'Windsurf',
    syntax: 'json',
    key: 'mcpServers',
    paths: { user: '~/.codeium/windsurf/mcp_config.json' },
    reference: { kind: 'text', of: dollarEnv },
  },
  codex: {
    title: 'Codex',
    syntax: 'toml',
    key: 'mcp_servers',
    paths: { user: '%CODEX_HOME%/config.toml', project: '.codex/config.toml' },
    reference: { kind: 'names', key: 'env_vars' },
  },
  'gemini-cli': {
    title: 'Gemini CLI',
    syntax: 'json',
    key: 'mcpServers',
    paths: { user: '~/.gemini/settings.json', project: '.gemini/settings.json' },
    reference: { kind: 'text', of: dollar },
  },
  goose: {
    title: 'Goose',
    syntax: 'yaml',
    key: 'extensions',
    paths: {
      user: {
        darwin: '~/.config/goose/config.yaml',
        win32: '%APPDATA%/Block/goose/config/config.yaml',
        linux: '%XDG_CONFIG_HOME%/goose/config.yaml',
      },
    },
    reference: { kind: 'names', key: 'env_keys' },
    form: 'goose',
  },
  zed: {
    title: 'Zed',
    syntax: 'json',
    key: 'context_servers',
    paths: {
      user: {
        darwin: '~/.config/zed/settings.json',
        win32: '%APPDATA%/Zed/settings.json',
        linux: '%XDG_CONFIG_HOME%/zed/settings.json',
      },
      project: '.zed/settings.json',
    },
    reference: { kind: 'inherited' },
  },
  librechat: {
    title: 'LibreChat',
    syntax: 'yaml',
    key: 'mcpServers',
    paths: { project: 'librechat.yaml' },
    reference: { kind: 'text', of: dollar },
    form: 'stdio',
    start: 'version: 1.3.0\n',
  },
  'mcp-json': {
    title: 'mcp.json',
    syntax: 'json',
    key: 'mcpServers',
    paths: { project: 'mcp.json' },
    reference: { kind: 'none' },
  },
} as const satisfies Record<string, McpClient>;

/** The name of a client. */
export type ClientId = keyof typeof clients;

/** The names of the clients, in the order of the documentation. */
export const clientIds = Object.keys(clients) as ClientId[];

/** Returns a client by its name. */
export function clientOf(id: ClientId): McpClient {
  return clients[id];
}
