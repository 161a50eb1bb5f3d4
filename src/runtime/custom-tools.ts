import { echo } from '../json/echo.ts';
import { OpenApiMcpError } from '../errors.ts';
import { isJsonObject } from '../json/narrow.ts';
import { invalidParams } from './json-rpc.ts';
import { toTool } from './to-list-entry.ts';
import { createPager } from './list-pages.ts';
import { toCompletion } from './to-completion.ts';
import { InputRequired, ProtocolFault } from './protocol.ts';
import type { ValidateArguments } from './arguments/validate-arguments.ts';
import type { CallResult, Handlers, Page, Prompt, PromptResult, RequestContext, Tool } from './protocol.ts';
import type { ToolAnnotations } from '../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** A tool that is not an operation of the API. */
export interface CustomTool {
  /** `^[a-zA-Z0-9_-]{1,64}$`, and not the name of an operation. */
  name: string;
  title?: string;
  description?: string;
  /** JSON Schema of the arguments, which are checked against it; no arguments by default. */
  inputSchema?: JsonSchema;
  annotations?: Partial<ToolAnnotations>;
  /** Returns text, other JSON, of which an object is structured content too, or a whole result. An exception becomes the error of the tool; a `ProtocolFault`, one of the protocol. */
  call: (args: JsonObject, context: RequestContext) => CustomToolResult | Promise<CustomToolResult>;
}

/** A text, other JSON, a result of MCP, or nothing. */
export type CustomToolResult = Json | CallResult | undefined;

/** A prompt (MCP 2025-11-25, server/prompts). */
export interface CustomPrompt extends Prompt {
  /** Returns the message of the user, or all messages. */
  get: (args: Record<string, string>) => string | PromptResult | Promise<string | PromptResult>;
  /** Returns the values of an argument. A client is shown those that begin with the text that a person has typed. */
  complete?: (argument: string, context: RequestContext) => string[] | Promise<string[]>;
}

/** The custom tools and prompts of a server. */
export interface CustomHandlers {
  /** The entries of `tools/list`. */
  tools: Tool[];
  find(name: string): CustomTool | undefined;
  /** Returns `undefined` if no custom tool has this name. */
  callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult> | undefined;
  /** Absent without prompts. */
  prompts?: NonNullable<Handlers['prompts']>;
}

/** Creates the handlers of custom tools and prompts. */
export function createCustomHandlers(tools: CustomTool[], prompts: CustomPrompt[]): CustomHandlers {
  const toolsByName = new Map(tools.map((tool) => [tool.name, tool]));
  let validate: Promise<ValidateArguments> | undefined;

  async function call(tool: CustomTool, args: JsonObject, context: RequestContext): Promise<CallResult> {
    validate ??= import('./arguments/validate-arguments.ts').then(({ createArgumentValidator }) =>
      createArgumentValidator(),
    );
    const { problems } = await (await validate)(toTool(tool), args);
    if (problems.length > 0) {
      const lines = problems.map((problem) => `- ${problem}`).join('\n');
      return errorResult(`The arguments do not fit ${tool.name}:\n${lines}`);
    }
    try {
      return toResult(await tool.call(args, context));
    } catch (thrown) {
      if (thrown instanceof InputRequired || thrown instanceof ProtocolFault) throw thrown;
      return errorResult(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  return {
    tools: tools.map(toTool),
    find: (name) => toolsByName.get(name),
    callTool(name, args, context = {}) {
      const tool = toolsByName.get(name);
      return tool === undefined ? undefined : call(tool, args, context);
    },
    ...(prompts.length === 0 ? {} : { prompts: createPrompts(prompts) }),
  };
}

function toResult(result: CustomToolResult): CallResult {
  if (result === undefined) return { content: [] };
  if (isCallResult(result)) return result;
  const text = typeof result === 'string' ? result : JSON.stringify(result);
  const content = [{ type: 'text' as const, text }];
  return isJsonObject(result) ? { content, structuredContent: result } : { content };
}

function isCallResult(result: CustomToolResult): result is CallResult {
  return (
    typeof result === 'object' && result !== null && 'content' in result && Array.isArray(result.content)
  );
}

function errorResult(text: string): CallResult {
  return { content: [{ type: 'text', text }], isError: true };
}

function createPrompts(prompts: CustomPrompt[]): NonNullable<Handlers['prompts']> {
  const byName = new Map<string, CustomPrompt>();
  for (const prompt of prompts) {
    if (byName.has(prompt.name))
      throw new OpenApiMcpError('OPTION_INVALID', `two prompts have the name ${prompt.name}`, {
        hint: 'Give each prompt a name of its own.',
      });
    byName.set(prompt.name, prompt);
  }
  const shown = prompts.map(({ get: _, complete: _complete, ...prompt }): Prompt => prompt);
  const list: (cursor?: string) => Page<'prompts', Prompt> = createPager(
    'prompts',
    shown,
    ({ name }) => name,
  );
  /** @throws ProtocolFault -32602 */
  function find(name: string): CustomPrompt {
    const prompt = byName.get(name);
    if (prompt !== undefined) return prompt;
    throw invalidParams(`Unknown prompt: ${echo(name)}`);
  }
  return {
    list,
    completes: prompts.some(({ complete }) => complete !== undefined),
    complete: async (name, argument, typed, context = {}) =>
      toCompletion((await find(name).complete?.(argument, context)) ?? [], typed),
    async get(name, args = {}) {
      const prompt = find(name);
      const missing = (prompt.arguments ?? []).find(
        (argument) => argument.required === true && !Object.hasOwn(args, argument.name),
      );
      if (missing !== undefined) throw invalidParams(`The prompt ${name} needs the argument ${missing.name}`);
      const result = await prompt.get(args);
      if (typeof result !== 'string') return result;
      return { messages: [{ role: 'user', content: { type: 'text', text: result } }] };
    },
  };
}
