import { createArgumentValidator } from '../arguments/validate-arguments.ts';
import { coerceArguments } from '../arguments/coerce-arguments.ts';
import { quoteLargeIntegers } from '../../json/large-integers.ts';
import { withResponseSchemas } from '../response/response-schemas.ts';
import { nearestName } from '../../schema/nearest-name.ts';
import { describeOperation } from './describe-operation.ts';
import { equalsIgnoringCase, findOperations } from './find-operations.ts';
import { searchTools } from './search-mode.ts';
import { createRanking } from './ranking.ts';
import { countTags } from './count-tags.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { CallResult, RequestContext, Tool } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonObject } from '../../json/value.ts';
import type { Ranking } from './ranking.ts';
import type { SearchRequest } from './find-operations.ts';

/** What the three tools ask of the server that they stand in. */
export interface SearchHost {
  api: ApiDescriptor;
  options: RuntimeOptions;
  tools: Tool[];
  /** Whether this caller may know of an operation. */
  shows(operation: OperationDescriptor, context: RequestContext): boolean;
  call(operation: OperationDescriptor, args: JsonObject, context: RequestContext): Promise<CallResult>;
}

/** Calls one of the three tools. */
export type SearchToolCaller = (
  name: string,
  args: JsonObject,
  context: RequestContext,
) => Promise<CallResult>;

const mostNames = 5;
const mostTags = 40;

export function createSearchHandler({ api, options, tools, shows, call }: SearchHost): SearchToolCaller {
  const check = createArgumentValidator();
  const byName = new Map(api.operations.map((operation) => [operation.name, operation]));
  const schemas = new Map(tools.map(({ name, inputSchema }) => [name, { inputSchema }]));
  let ranking: Ranking | undefined;
  let whole: Promise<ApiDescriptor> | undefined;

  const rank: Ranking = (question, offered) => (ranking ??= createRanking(api.operations))(question, offered);

  function shownTo(context: RequestContext): OperationDescriptor[] {
    return api.operations.filter((operation) => shows(operation, context));
  }

  /** By the name of its tool, else by what the document calls it. */
  function find(name: string, context: RequestContext): OperationDescriptor | undefined {
    const found =
      byName.get(name) ?? api.operations.find(({ aliases = [] }) => aliases.includes(name)) ?? undefined;
    return found !== undefined && shows(found, context) ? found : undefined;
  }

  function unknown(name: string, context: RequestContext): CallResult {
    const shown = shownTo(context);
    const nearest = nearestName(
      name,
      shown.map((operation) => operation.name),
    );
    const ranked = rank(name, new Set(shown)).map(({ operation }) => operation.name);
    const names = [...new Set([...(nearest === undefined ? [] : [nearest]), ...ranked])].slice(0, mostNames);
    const hint = names.length === 0 ? '' : ` Did you mean ${names.join(', ')}?`;
    return errorResult(
      `There is no operation ${JSON.stringify(name)}.${hint}\n${searchTools.search} finds operations by what they do.`,
    );
  }

  function search(request: SearchRequest, context: RequestContext): CallResult {
    const shown = shownTo(context);
    const { tag } = request;
    const tags = countTags(shown).map((each) => each.tag);
    if (tag !== undefined && !tags.some((name) => equalsIgnoringCase(name, tag)))
      return errorResult(
        tags.length === 0
          ? 'No operation has a tag: search without one.'
          : `There is no tag ${JSON.stringify(tag)}. Tags are ${listed(tags)}.`,
      );
    const found = findOperations(shown, rank, request);
    if (found['total'] !== 0 || tags.length === 0) return jsonResult(found);
    return jsonResult({ ...found, hint: `Nothing was found. Use other words, or a tag: ${listed(tags)}.` });
  }

  async function describe(operation: OperationDescriptor): Promise<CallResult> {
    whole ??= withResponseSchemas(api, options);
    const described = await whole;
    const own = described.operations.find(({ name }) => name === operation.name) ?? operation;
    return jsonResult(await describeOperation(described, own, check, options.resources !== false));
  }

  return async (tool, given, context) => {
    const schema = schemas.get(tool);
    if (schema === undefined) return errorResult(`There is no tool ${tool}.`);
    const args = tool === searchTools.call ? withParsedArguments(given) : coerceArguments(schema, given);
    const problems = await check(schema, args);
    if (problems.length > 0) return misused(tool, problems);
    if (tool === searchTools.search) return search(args as SearchRequest, context);
    const name = String(args['name']);
    const operation = find(name, context);
    if (operation === undefined) return unknown(name, context);
    if (tool === searchTools.describe) return describe(operation);
    return call(operation, (args['arguments'] ?? {}) as JsonObject, context);
  };
}

/** Clients that write an object as text mean the object; its digits are not for a parser to round. */
function withParsedArguments(given: JsonObject): JsonObject {
  const { arguments: inner, ...rest } = given;
  if (inner === null) return rest;
  if (typeof inner !== 'string' || !inner.trim().startsWith('{')) return given;
  try {
    return { ...rest, arguments: JSON.parse(quoteLargeIntegers(inner)) as Json };
  } catch {
    return given;
  }
}

function misused(tool: string, problems: string[]): CallResult {
  const lines = problems.map((problem) => `- ${problem}`).join('\n');
  const hint = tool === searchTools.call ? '\nArguments of the operation go into `arguments`.' : '';
  return errorResult(`The arguments do not fit ${tool}; nothing was sent:\n${lines}${hint}`);
}

function listed(tags: string[]): string {
  const more = tags.length - mostTags;
  return tags.slice(0, mostTags).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function jsonResult(value: JsonObject): CallResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}

function errorResult(text: string): CallResult {
  return { content: [{ type: 'text', text }], isError: true };
}
