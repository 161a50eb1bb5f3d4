import { charactersPerToken } from './token-estimate.ts';
import { byteLength, limitWarnings } from './client-limits.ts';
import type { ClientName, LimitWarning } from './client-limits.ts';
import type { Tool } from '../index.ts';

/** The cost of one tool for a client. */
export interface ToolBudget {
  name: string;
  /** Size of its entry in tools/list as JSON. */
  bytes: number;
  /** Estimated tokens of the parts that a model reads: name, description and input schema. */
  tokens: number;
}

/** The cost of a list of tools, and the limits of clients that it exceeds. */
export interface Budget {
  bytes: number;
  tokens: number;
  tools: ToolBudget[];
  limits: LimitWarning[];
}

export const estimateRule = `Tokens are estimated: ${charactersPerToken} characters of name, description and input schema each.`;

/** Returns the cost of a list of tools, and the limits of known clients, or of one, that it exceeds. */
export function measureBudget(server: string, tools: Tool[], client?: ClientName): Budget {
  const measured = tools.map(({ name, description, inputSchema, ...rest }): ToolBudget => ({
    name,
    bytes: byteLength({ name, description, inputSchema, ...rest }),
    tokens: Math.ceil(JSON.stringify({ name, description, inputSchema }).length / charactersPerToken),
  }));
  return {
    bytes: sum(measured.map(({ bytes }) => bytes)),
    tokens: sum(measured.map(({ tokens }) => tokens)),
    tools: measured,
    limits: limitWarnings(server, tools, client),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
