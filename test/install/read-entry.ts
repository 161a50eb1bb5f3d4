import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { clientOf } from '../../src/install/clients.ts';
import { asJsonObject, asStrings } from '../../src/json/narrow.ts';
import type { ClientId, McpClient } from '../../src/install/clients.ts';

/** The environment of a client. For VS Code, the texts that a person enters. */
export type ClientVariables = Record<string, string>;

/** A server that a client starts. */
export interface StartedEntry {
  command: string;
  args: string[];
  /** The variables that the client passes on. */
  env: Record<string, string>;
}

/** A server that a client connects to. */
export interface RemoteEntry {
  url: string;
  headers: Record<string, string>;
}

const parsers: Record<McpClient['syntax'], (text: string) => unknown> = {
  json: JSON.parse,
  toml: parseToml,
  yaml: (text) => parseYaml(text),
};

/** Fills in a variable of a value. Clients differ in their syntax, and in a variable that is not set. */
const fillers: Record<ClientId, (text: string, variables: ClientVariables) => string> = {
  'claude-desktop': (text) => text,
  'claude-code': (text, variables) =>
    text.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, fallback?: string) => {
      const value = variables[name] ?? fallback;
      if (value === undefined) throw new Error(`Missing environment variables: ${name}`);
      return value;
    }),
  cursor: fillDollarEnv,
  vscode: (text, variables) => text.replaceAll(/\$\{input:(\w+)\}/g, (_, id: string) => variables[id] ?? ''),
  windsurf: fillDollarEnv,
  codex: (text) => text,
  'gemini-cli': (text, variables) =>
    text.replaceAll(/\$(?:(\w+)|\{(\w+)\})/g, (found, bare?: string, braced?: string) => {
      return variables[bare ?? braced ?? ''] ?? found;
    }),
  goose: fillDollar,
  zed: (text) => text,
  librechat: fillDollar,
  'mcp-json': fillDollar,
};

function fillDollarEnv(text: string, variables: ClientVariables): string {
  return text.replaceAll(/\$\{env:(\w+)\}/g, (found, name: string) => variables[name] ?? found);
}

function fillDollar(text: string, variables: ClientVariables): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (found, name: string) => variables[name] ?? found);
}

function fillAll(client: ClientId, texts: unknown, variables: ClientVariables): Record<string, string> {
  const filled = Object.entries(asJsonObject(texts) ?? {}).map(([name, text]) => [
    name,
    fillers[client](String(text), variables),
  ]);
  return Object.fromEntries(filled);
}

/** Returns an entry in the text of the file of a client. */
function entryIn(client: ClientId, text: string, name: string) {
  const { syntax, key } = clientOf(client);
  return asJsonObject(asJsonObject(asJsonObject(parsers[syntax](text))?.[key])?.[name]) ?? {};
}

/** Reads an entry as its client does, and fills in variables as it does. */
export function readStartedEntry(
  client: ClientId,
  text: string,
  name: string,
  variables: ClientVariables,
): StartedEntry {
  const entry = entryIn(client, text, name);
  const { reference } = clientOf(client);
  const passed = [...asStrings(entry['env_vars']), ...asStrings(entry['env_keys'])];
  const named = passed.flatMap((each) => (variables[each] === undefined ? [] : [[each, variables[each]]]));
  return {
    command: fillers[client](String(entry['command'] ?? entry['cmd']), variables),
    args: asStrings(entry['args']).map((word) => fillers[client](word, variables)),
    env: {
      ...(reference.kind === 'inherited' ? variables : {}),
      ...fillAll(client, entry['env'], variables),
      ...Object.fromEntries(named),
    },
  };
}

/** Reads an entry with a URL as its client does. */
export function readRemoteEntry(
  client: ClientId,
  text: string,
  name: string,
  variables: ClientVariables,
): RemoteEntry {
  const entry = entryIn(client, text, name);
  const tokenVariable = entry['bearer_token_env_var'];
  return {
    url: String(entry['url'] ?? entry['httpUrl'] ?? entry['serverUrl'] ?? entry['uri']),
    headers: {
      ...fillAll(client, entry['headers'], variables),
      ...(typeof tokenVariable === 'string'
        ? { Authorization: `Bearer ${variables[tokenVariable] ?? ''}` }
        : {}),
    },
  };
}
