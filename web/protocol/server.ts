import { isJsonObject } from '../../src/json/narrow.ts';
import { RpcError } from './rpc.ts';
import type { Connection } from './rpc.ts';
import type { CallCommand, ShownFinding } from '../../src/explorer/explorer-types.ts';
import type { JsonObject, Prompt, Resource, ResourceTemplate, Tool } from './mcp-types.ts';

/** The operation behind a tool. */
export interface OperationFacts {
  method?: string;
  path?: string;
  tags: string[];
}

/** A tool with what is known about its operation. */
export interface ListedTool extends Tool, OperationFacts {
  /** Estimated tokens that a model pays for its entry in the list. */
  tokens: number;
  /** The text that a search looks in, in lower case. */
  searched: string;
}

/** Facts of the server besides what MCP says. */
export interface ServerFacts {
  version: string;
  /** The caller who has signed in, by a name for people. */
  caller?: string;
  document?: string;
  /** Absent for callers of other machines. */
  commands?: CallCommand[];
  tools: Record<string, OperationFacts>;
  findings: ShownFinding[];
  credentials: { scheme: string; source: string; isSet: boolean }[];
  /** Says why the last change of the document is not served. */
  problem?: string;
  /** Rises with each change; absent if the server follows no changes. */
  revision?: number;
}

/** A server as its clients see it. */
export interface ServerView {
  name: string;
  title: string;
  version: string;
  instructions: string;
  tools: ListedTool[];
  resources: Resource[];
  templates: ResourceTemplate[];
  prompts: Prompt[];
  facts: ServerFacts;
}

/** Characters per token of English text and JSON, on average. */
const charactersPerToken = 4;

/**
 * Reads everything that a client can list.
 *
 * @throws RpcError, SignInNeeded
 */
export async function readServer(connection: Connection): Promise<ServerView> {
  const discovered = await connection.request('server/discover');
  const info = asObject(asObject(discovered['_meta'])['io.modelcontextprotocol/serverInfo']);
  const { resources, prompts } = asObject(discovered['capabilities']);
  // The revision is read first: a change that comes meanwhile is then seen as a later one.
  const facts = (await connection.data('info')) as unknown as ServerFacts;
  const [tools, listed, templates, offered] = await Promise.all([
    listAll<Tool>(connection, 'tools/list', 'tools'),
    resources === undefined ? [] : listAll<Resource>(connection, 'resources/list', 'resources'),
    resources === undefined
      ? []
      : listAll<ResourceTemplate>(connection, 'resources/templates/list', 'resourceTemplates'),
    prompts === undefined ? [] : listAll<Prompt>(connection, 'prompts/list', 'prompts'),
  ]);
  return {
    name: String(info['name'] ?? 'server'),
    title: String(info['title'] ?? info['name'] ?? 'MCP server'),
    version: String(info['version'] ?? ''),
    instructions: String(discovered['instructions'] ?? ''),
    tools: tools.map((tool) => listedTool(tool, facts)),
    resources: listed,
    templates,
    prompts: offered,
    facts,
  };
}

function listedTool(tool: Tool, { tools }: ServerFacts): ListedTool {
  const { name, title = '', description = '', inputSchema } = tool;
  const facts = Object.hasOwn(tools, name) ? tools[name] : undefined;
  const { method, path, tags = [] } = facts ?? {};
  const size = JSON.stringify({ name, description, inputSchema }).length;
  const texts = [name, title, method ?? '', path ?? '', tags.join(' '), description.slice(0, 500)];
  return {
    ...tool,
    ...facts,
    tags,
    tokens: Math.ceil(size / charactersPerToken),
    searched: texts.join(' ').toLowerCase(),
  };
}

/** Reads all pages of a list. */
async function listAll<Item>(connection: Connection, method: string, key: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await connection.request(method, cursor === undefined ? {} : { cursor });
    const part = page[key];
    if (!Array.isArray(part)) throw new RpcError(0, `${method} returned no ${key}`);
    // The server is the one that served this page.
    items.push(...(part as unknown as Item[]));
    cursor = typeof page['nextCursor'] === 'string' ? page['nextCursor'] : undefined;
  } while (cursor !== undefined);
  return items;
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
