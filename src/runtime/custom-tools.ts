import { jsonRpcCodes } from './json-rpc.ts';
import { toTool } from './to-list-entry.ts';
import { createPager } from './list-pages.ts';
import { InputRequired, ProtocolFault } from './protocol.ts';
import type { ValidateArguments } from './arguments/validate-arguments.ts';
import type { CallResult, Handlers, Page, Prompt, PromptResult, RequestContext, Tool } from './protocol.ts';
import type { ToolAnnotations } from '../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** A tool that is no operation of the API. */
export interface CustomTool {
  /** `^[a-zA-Z0-9_-]{1,64}$`, and no operation's. */
  name: string;
  title?: string;
  description?: string;
  /** Of the arguments, which are checked against it; none by default. */
  inputSchema?: JsonSchema;
  annotations?: Partial<ToolAnnotations>;
  /** Gives text, other JSON, or a whole result; what it throws is the tool's error. */
  call: (args: JsonObject, context: RequestContext) => CustomToolResult | Promise<CustomToolResult>;
}

/** A text, other JSON, a result as MCP has it, or nothing to say. */
export type CustomToolResult = Json | CallResult | undefined;

/** A prompt (MCP 2025-11-25, server/prompts). */
export interface CustomPrompt extends Prompt {
  /** Gives the one message of the user, or all messages. */
  get: (args: Record<string, string>) => string | PromptResult | Promise<string | PromptResult>;
}

/** What a server offers beside its API. */
export interface CustomHandlers {
  /** As `tools/list` shows them. */
  tools: Tool[];
  /** `undefined` where no tool has that name. */
  callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> | undefined;
  /** Absent where there are none. */
  prompts?: NonNullable<Handlers['prompts']>;
}

export function createCustomHandlers(tools: CustomTool[], prompts: CustomPrompt[]): CustomHandlers {
  const toolsByName = new Map(tools.map((tool) => [tool.name, tool]));
  let check: Promise<ValidateArguments> | undefined;

  async function call(tool: CustomTool, args: JsonObject, context: RequestContext): Promise<CallResult> {
    check ??= import('./arguments/validate-arguments.ts').then(
      ({ createArgumentValidator: createArgumentCheck }) => createArgumentCheck(),
    );
    const problems = await (await check)(toTool(tool), args);
    if (problems.length > 0) {
      const lines = problems.map((problem) => `- ${problem}`).join('\n');
      return errorResult(`The arguments do not fit ${tool.name}:\n${lines}`);
    }
    try {
      return toResult(await tool.call(args, context));
    } catch (thrown) {
      if (thrown instanceof InputRequired) throw thrown;
      return errorResult(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  return {
    tools: tools.map(toTool),
    callTool(name, args, context = {}) {
      const tool = toolsByName.get(name);
      return tool === undefined ? undefined : call(tool, args, context);
    },
    ...(prompts.length === 0 ? {} : { prompts: createPrompts(prompts) }),
  };
}

function toResult(answer: CustomToolResult): CallResult {
  if (answer === undefined) return { content: [] };
  if (isResult(answer)) return answer;
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { content: [{ type: 'text', text }] };
}

function isResult(answer: CustomToolResult): answer is CallResult {
  return (
    typeof answer === 'object' && answer !== null && 'content' in answer && Array.isArray(answer.content)
  );
}

function errorResult(text: string): CallResult {
  return { content: [{ type: 'text', text }], isError: true };
}

function createPrompts(prompts: CustomPrompt[]): NonNullable<Handlers['prompts']> {
  const byName = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  const shown = prompts.map(({ get: _, ...prompt }): Prompt => prompt);
  const list: (cursor?: string) => Page<'prompts', Prompt> = createPager(
    'prompts',
    shown,
    ({ name }) => name,
  );
  return {
    list,
    async get(name, args = {}) {
      const prompt = byName.get(name);
      if (prompt === undefined)
        throw new ProtocolFault(jsonRpcCodes.invalidParams, `Unknown prompt: ${name}`);
      const missing = (prompt.arguments ?? []).find(
        (argument) => argument.required === true && args[argument.name] === undefined,
      );
      if (missing !== undefined)
        throw new ProtocolFault(
          jsonRpcCodes.invalidParams,
          `The prompt ${name} needs the argument ${missing.name}`,
        );
      const given = await prompt.get(args);
      if (typeof given !== 'string') return given;
      return { messages: [{ role: 'user', content: { type: 'text', text: given } }] };
    },
  };
}
