import type { Tool } from '../index.ts';

/** The cost of one tool for a client. */
export interface ToolBudget {
  name: string;
  /** Size of its entry in tools/list as JSON. */
  bytes: number;
  /** Estimated tokens of the parts that a model reads: name, description and input schema. */
  tokens: number;
}

/** A limit of a client that the list of tools exceeds. */
export interface LimitWarning {
  client: string;
  message: string;
  /** Tools that exceed the limit; absent for a limit on all tools together. */
  tools?: string[];
}

/** The cost of a list of tools, and the limits of clients that it exceeds. */
export interface Budget {
  bytes: number;
  tokens: number;
  tools: ToolBudget[];
  limits: LimitWarning[];
}

/** Characters per token of English text and JSON with common tokenizers, on average. */
const charactersPerToken = 4;

export const estimateRule = `Tokens are estimated: ${charactersPerToken} characters of name, description and input schema each.`;

/** Returns the cost of a list of tools, and the limits of known clients that it exceeds. */
export function measureBudget(server: string, tools: Tool[]): Budget {
  const measured = tools.map(({ name, description, inputSchema, ...rest }): ToolBudget => ({
    name,
    bytes: byteLength({ name, description, inputSchema, ...rest }),
    tokens: Math.ceil(JSON.stringify({ name, description, inputSchema }).length / charactersPerToken),
  }));
  return {
    bytes: sum(measured.map(({ bytes }) => bytes)),
    tokens: sum(measured.map(({ tokens }) => tokens)),
    tools: measured,
    limits: limitWarnings(server, tools),
  };
}

function limitWarnings(server: string, tools: Tool[]): LimitWarning[] {
  const count = tools.length;
  const inputBytes = sum(tools.map(({ inputSchema }) => byteLength(inputSchema)));
  const each = (client: string, message: string, isOver: (tool: Tool) => boolean): LimitWarning[] => {
    const names = tools.filter(isOver).map(({ name }) => name);
    return names.length === 0 ? [] : [{ client, message, tools: names }];
  };
  return [
    ...whole('Cursor', count > 40, `takes 40 tools, these are ${count}`),
    ...whole('VS Code, OpenAI, Gemini', count > 128, `take 128 tools a request, these are ${count}`),
    ...whole(
      'Claude connectors',
      inputBytes > 1_048_576,
      `take 1,048,576 bytes of input schemas, these are ${inputBytes.toLocaleString('en')}; the rest is dropped`,
    ),
    ...each(
      'Cursor',
      'takes names of 60 characters with the server’s',
      ({ name }) => name.length + server.length > 60,
    ),
    ...each(
      'Claude Code',
      'cuts descriptions at 2,048 characters',
      ({ description = '' }) => description.length > 2_048,
    ),
    ...each('GPT models in VS Code', 'cut descriptions in schemas at 1,024 characters', ({ inputSchema }) =>
      hasDescriptionOver(inputSchema, 1_024),
    ),
    ...each(
      'Codex',
      'drops the descriptions of schemas over 5,000 bytes',
      ({ inputSchema }) => byteLength(inputSchema) > 5_000,
    ),
    ...each(
      'Copilot CLI, Gemini CLI',
      'fail on schemas with $defs (recursion)',
      ({ inputSchema }) => '$defs' in inputSchema,
    ),
  ];
}

function whole(client: string, isOver: boolean, message: string): LimitWarning[] {
  return isOver ? [{ client, message }] : [];
}

function hasDescriptionOver(node: unknown, limit: number): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return Object.entries(node).some(([key, value]) =>
    key === 'description' && typeof value === 'string'
      ? value.length > limit
      : hasDescriptionOver(value, limit),
  );
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
