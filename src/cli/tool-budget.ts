import type { Tool } from '../index.ts';

/** What one tool costs a client. */
export interface ToolBudget {
  name: string;
  /** Of its entry in tools/list, as JSON. */
  bytes: number;
  /** Of what a model reads of it: name, description and input schema. An estimate. */
  tokens: number;
}

/** A limit of a client that the catalogue passes. */
export interface LimitWarning {
  client: string;
  message: string;
  /** Which tools; absent where it is all of them together. */
  tools?: string[];
}

export interface Budget {
  bytes: number;
  tokens: number;
  tools: ToolBudget[];
  limits: LimitWarning[];
}

/** A token of English text and JSON is about four characters with the tokenisers in use. */
const charactersPerToken = 4;

export const estimateRule = `Tokens are estimated: ${charactersPerToken} characters of name, description and input schema each.`;

/** What the catalogue costs, and which limits of known clients it passes. */
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
