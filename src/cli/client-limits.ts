import { isJsonObject } from '../json/narrow.ts';
import { eachSubschema } from '../schema/subschemas.ts';
import type { JsonObject } from '../json/value.ts';
import type { Tool } from '../runtime/protocol.ts';

/** The names of the clients, model APIs and libraries whose limits are known. */
export const clientNames = [
  'anthropic',
  'claude-code',
  'codex',
  'copilot',
  'cursor',
  'gemini',
  'google-genai',
  'langchain',
  'llamaindex',
  'openai',
  'openai-strict',
  'pydantic',
  'vscode',
] as const;

export type ClientName = (typeof clientNames)[number];

/** A limit of a client that the list of tools exceeds. */
export interface LimitWarning {
  client: string;
  message: string;
  /** Tools that exceed the limit; absent for a limit on all tools together. */
  tools?: string[];
}

/** A limit on the list of tools as a whole. */
interface ListLimit {
  clients: ClientName[];
  label: string;
  isOver: (list: MeasuredList) => boolean;
  message: (list: MeasuredList) => string;
}

/** A limit on each tool. */
interface ToolLimit {
  clients: ClientName[];
  label: string;
  message: string;
  isOver: (tool: Tool, server: string) => boolean;
  /** True if only `--client` shows it: a profile lists what the default does not. */
  isOptIn?: true;
}

interface MeasuredList {
  count: number;
  inputBytes: number;
}

const listLimits: ListLimit[] = [
  {
    clients: ['cursor'],
    label: 'Cursor',
    isOver: ({ count }) => count > 40,
    message: ({ count }) => `takes 40 tools, these are ${count}`,
  },
  {
    clients: ['vscode', 'openai', 'openai-strict', 'gemini', 'google-genai'],
    label: 'VS Code, OpenAI, Gemini',
    isOver: ({ count }) => count > 128,
    message: ({ count }) => `take 128 tools a request, these are ${count}`,
  },
  {
    clients: ['anthropic'],
    label: 'Claude connectors',
    isOver: ({ inputBytes }) => inputBytes > 1_048_576,
    message: ({ inputBytes }) =>
      `take 1,048,576 bytes of input schemas, these are ${inputBytes.toLocaleString('en')}; the rest is dropped`,
  },
];

const toolLimits: ToolLimit[] = [
  {
    clients: ['cursor'],
    label: 'Cursor',
    message: 'takes names of 60 characters with the server’s',
    isOver: ({ name }, server) => name.length + server.length > 60,
  },
  {
    clients: ['openai', 'openai-strict'],
    label: 'OpenAI',
    message: 'refuses descriptions over 1,024 characters',
    isOver: ({ description = '' }) => description.length > 1_024,
  },
  {
    clients: ['claude-code'],
    label: 'Claude Code',
    message: 'cuts descriptions at 2,048 characters',
    isOver: ({ description = '' }) => description.length > 2_048,
  },
  {
    clients: ['vscode'],
    label: 'GPT models in VS Code',
    message: 'cut descriptions in schemas at 1,024 characters',
    isOver: ({ inputSchema }) =>
      hasNode(
        inputSchema,
        ({ description }) => typeof description === 'string' && description.length > 1_024,
      ),
  },
  {
    clients: ['vscode'],
    label: 'VS Code',
    message: 'throws on an array without items',
    isOver: ({ inputSchema }) =>
      hasNode(inputSchema, ({ type, items }) => [type].flat().includes('array') && items === undefined),
  },
  {
    clients: ['anthropic', 'vscode'],
    label: 'Anthropic',
    message: 'refuses anyOf, oneOf and allOf at the root of a schema',
    isOver: ({ inputSchema }) => ['anyOf', 'oneOf', 'allOf'].some((keyword) => keyword in inputSchema),
  },
  {
    clients: ['anthropic'],
    label: 'Anthropic',
    message: 'refuses names of arguments other than ^[a-zA-Z0-9_.-]{1,64}$',
    isOver: ({ inputSchema }) =>
      argumentsOf(inputSchema).some((name) => !/^[a-zA-Z0-9_.-]{1,64}$/.test(name)),
  },
  {
    clients: ['codex'],
    label: 'Codex',
    message: 'drops the descriptions of schemas over 5,000 bytes',
    isOver: ({ inputSchema }) => byteLength(inputSchema) > 5_000,
  },
  {
    clients: ['codex'],
    label: 'Codex',
    message: 'reads no oneOf and allOf of several branches',
    isOver: ({ inputSchema }) =>
      hasNode(inputSchema, (node) => [node['oneOf'], node['allOf']].some((list) => [list].flat().length > 1)),
  },
  {
    clients: ['copilot', 'gemini', 'google-genai'],
    label: 'Copilot CLI, Gemini CLI',
    message: 'fail on schemas with $ref',
    isOver: ({ inputSchema }) => '$defs' in inputSchema || hasKeyword(inputSchema, '$ref'),
  },
  {
    clients: ['google-genai'],
    label: 'google-genai',
    message: 'throws on a boolean additionalProperties',
    isOver: ({ inputSchema }) =>
      hasNode(inputSchema, ({ additionalProperties }) => typeof additionalProperties === 'boolean'),
  },
  {
    clients: ['pydantic'],
    label: 'Pydantic',
    message: 'refuses properties that begin with an underscore, or takes them for others',
    isOver: ({ inputSchema }) => hasProperty(inputSchema, (name) => name.startsWith('_')),
  },
  {
    clients: ['langchain'],
    label: 'LangChain for Python',
    message: 'follows a $ref in examples',
    isOver: ({ inputSchema }) =>
      hasNode(inputSchema, ({ examples = null }) => JSON.stringify(examples).includes('"$ref"')),
  },
  {
    clients: ['langchain'],
    label: 'LangChain',
    message: 'takes properties called $ref, $defs and definitions for keywords',
    isOver: ({ inputSchema }) =>
      hasProperty(inputSchema, (name) => ['$ref', '$defs', 'definitions'].includes(name)),
  },
  {
    clients: ['llamaindex'],
    label: 'LlamaIndex',
    message: 'takes nested objects for dictionaries; list them with --profile llamaindex',
    isOver: ({ inputSchema }) => nestsObject(inputSchema),
    isOptIn: true,
  },
  {
    clients: ['gemini'],
    label: 'Gemini',
    message: 'refuses these schemas in its field parameters; list them with --profile gemini',
    isOver: ({ inputSchema }) => hasNode(inputSchema, isRefusedByGemini),
    isOptIn: true,
  },
  {
    clients: ['openai-strict'],
    label: 'OpenAI',
    message: 'refuses these schemas with strict: true; list them with --profile openai-strict',
    isOver: ({ inputSchema }) => hasNode(inputSchema, isRefusedByStrictMode),
    isOptIn: true,
  },
];

/** Returns the limits that a list of tools exceeds: those of one client, or those that concern every user. */
export function limitWarnings(server: string, tools: Tool[], client?: ClientName): LimitWarning[] {
  const isShown = ({ clients, isOptIn }: { clients: ClientName[]; isOptIn?: true }): boolean =>
    client === undefined ? isOptIn !== true : clients.includes(client);
  const inputBytes = tools.reduce((sum, { inputSchema }) => sum + byteLength(inputSchema), 0);
  const list = { count: tools.length, inputBytes };
  return [
    ...listLimits
      .filter((limit) => isShown(limit) && limit.isOver(list))
      .map(({ label, message }) => ({ client: label, message: message(list) })),
    ...toolLimits.filter(isShown).flatMap(({ label, message, isOver }) => {
      const names = tools.filter((tool) => isOver(tool, server)).map(({ name }) => name);
      return names.length === 0 ? [] : [{ client: label, message, tools: names }];
    }),
  ];
}

/** Returns the size of a value as JSON. */
export function byteLength(value: unknown): number {
  // The explorer measures tools in a browser.
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** The type `Schema` of the Gemini API has one type a node, no format and only texts as values. */
function isRefusedByGemini(node: JsonObject): boolean {
  const { type, enum: values } = node;
  const isForbidden = ['format', 'const', 'oneOf', 'allOf', '$ref', 'additionalProperties'].some(
    (keyword) => keyword in node,
  );
  const hasOtherValue =
    Array.isArray(values) && values.some((value) => typeof value !== 'string' || value === '');
  return isForbidden || hasOtherValue || Array.isArray(type) || type === 'null';
}

/** Structured Outputs wants a type everywhere, and every object closed, with all of its properties required. */
function isRefusedByStrictMode(node: JsonObject): boolean {
  const { type, properties, required, additionalProperties } = node;
  if (['type', 'enum', 'const', 'anyOf', '$ref'].every((keyword) => node[keyword] === undefined)) return true;
  if (![type].flat().includes('object')) return false;
  const names = Object.keys(isJsonObject(properties) ? properties : {});
  const isComplete = names.every((name) => [required].flat().includes(name));
  return additionalProperties !== false || !isComplete;
}

/** Returns true for an object with properties inside another one. Objects that are referred to are read as they are. */
function nestsObject({ $defs: definitions, ...root }: JsonObject): boolean {
  const roots = [root, ...Object.values(isJsonObject(definitions) ? definitions : {}).filter(isJsonObject)];
  return roots.some((top) => hasNode(top, (node) => node !== top && argumentsOf(node).length > 0));
}

function argumentsOf({ properties }: JsonObject): string[] {
  return Object.keys(isJsonObject(properties) ? properties : {});
}

/** Returns true if a schema has a property of such a name, at any depth. */
function hasProperty(schema: JsonObject, matches: (name: string) => boolean): boolean {
  return hasNode(schema, (node) => argumentsOf(node).some(matches));
}

function hasKeyword(schema: JsonObject, keyword: string): boolean {
  return hasNode(schema, (node) => keyword in node);
}

/** Returns true if a schema, or a schema in it, has a property. */
function hasNode(schema: JsonObject, matches: (node: JsonObject) => boolean): boolean {
  const nodes = new Set([schema]);
  for (const node of nodes) {
    if (matches(node)) return true;
    eachSubschema(node, (subschema) => void (isJsonObject(subschema) && nodes.add(subschema)));
  }
  return false;
}
