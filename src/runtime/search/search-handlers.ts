import { echo } from '../../json/echo.ts';
import { createArgumentValidator } from '../arguments/validate-arguments.ts';
import { coerceArguments } from '../arguments/coerce-arguments.ts';
import { quoteLargeIntegers } from '../../json/large-integers.ts';
import { nearestName } from '../../schema/nearest-name.ts';
import { describeOperation } from './describe-operation.ts';
import { equalsIgnoringCase, findOperations } from './find-operations.ts';
import { searchTools } from './uses-search.ts';
import { createRanking } from './ranking.ts';
import { countTags } from './count-tags.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { CallResult, RequestContext, Tool } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonObject } from '../../json/value.ts';
import type { RankedOperation, Ranking } from './ranking.ts';
import type { SearchedCalls } from './search-mode.ts';
import type { SearchRequest } from './find-operations.ts';

/** The server that the search tools belong to. */
export interface SearchHost extends Pick<SearchedCalls, 'checkedApi'> {
  api: ApiDescriptor;
  options: RuntimeOptions;
  tools: Tool[];
  /** Returns true if this caller may see an operation. */
  isVisible(operation: OperationDescriptor, context: RequestContext): boolean;
  callOperation(
    operation: OperationDescriptor,
    args: JsonObject,
    context: RequestContext,
  ): Promise<CallResult>;
}

const maxSuggestions = 5;
const maxListedTags = 40;

/** Handles calls of the search tools. */
export class SearchHandlers {
  readonly #host: SearchHost;
  readonly #validate = createArgumentValidator();
  readonly #byName: Map<string, OperationDescriptor>;
  readonly #schemas: Map<string, { inputSchema: Tool['inputSchema'] }>;
  #ranking: Ranking | undefined;

  constructor(host: SearchHost) {
    this.#host = host;
    this.#byName = new Map(host.api.operations.map((operation) => [operation.name, operation]));
    // Closed for the check only: some clients refuse lists with a boolean `additionalProperties`.
    this.#schemas = new Map(
      host.tools.map(({ name, inputSchema }) => [
        name,
        { inputSchema: { ...inputSchema, additionalProperties: false } },
      ]),
    );
  }

  /** Calls one of the search tools. */
  async callTool(tool: string, given: JsonObject, context: RequestContext): Promise<CallResult> {
    const schema = this.#schemas.get(tool);
    if (schema === undefined) return errorResult(`There is no tool ${echo(tool)}.`);
    const args = tool === searchTools.call ? withParsedArguments(given) : coerceArguments(schema, given);
    const { problems } = await this.#validate(schema, args);
    if (problems.length > 0) return invalidArguments(tool, problems);
    if (tool === searchTools.search) return this.#search(args as SearchRequest, context);
    const name = String(args['name']);
    const operation = this.#find(name, context);
    if (operation === undefined) return this.#unknownOperation(name, context);
    if (tool === searchTools.describe) return this.#describe(operation);
    return this.#host.callOperation(operation, (args['arguments'] ?? {}) as JsonObject, context);
  }

  #rank(query: string, candidates: Set<OperationDescriptor>): RankedOperation[] {
    this.#ranking ??= createRanking(this.#host.api.operations);
    return this.#ranking(query, candidates);
  }

  #visibleTo(context: RequestContext): OperationDescriptor[] {
    return this.#host.api.operations.filter((operation) => this.#host.isVisible(operation, context));
  }

  /** Finds an operation by the name of its tool, or by its name in the document. */
  #find(name: string, context: RequestContext): OperationDescriptor | undefined {
    const named = this.#host.api.operations.filter(({ aliases = [] }) => aliases.includes(name));
    // Operations of several APIs may share a name in their documents, and a guess could call the wrong API.
    const operation = this.#byName.get(name) ?? (named.length === 1 ? named[0] : undefined);
    return operation !== undefined && this.#host.isVisible(operation, context) ? operation : undefined;
  }

  #unknownOperation(name: string, context: RequestContext): CallResult {
    const visible = this.#visibleTo(context);
    const nearest = nearestName(
      name,
      visible.map((operation) => operation.name),
    );
    const ranked = this.#rank(name, new Set(visible)).map(({ operation }) => operation.name);
    const names = [...new Set([...(nearest === undefined ? [] : [nearest]), ...ranked])];
    const suggestions = names.slice(0, maxSuggestions).join(', ');
    const hint = suggestions === '' ? '' : ` Did you mean ${suggestions}?`;
    return errorResult(
      `There is no operation ${JSON.stringify(echo(name))}.${hint}\n${searchTools.search} finds operations by what they do.`,
    );
  }

  #search(request: SearchRequest, context: RequestContext): CallResult {
    const visible = this.#visibleTo(context);
    const { tag } = request;
    const tags = countTags(visible).map((each) => each.tag);
    if (tag !== undefined && !tags.some((name) => equalsIgnoringCase(name, tag)))
      return errorResult(
        tags.length === 0
          ? 'No operation has a tag: search without one.'
          : `There is no tag ${JSON.stringify(echo(tag))}. Tags are ${listTags(tags)}.`,
      );
    const found = findOperations(visible, (query, candidates) => this.#rank(query, candidates), request);
    if (found['total'] !== 0 || tags.length === 0) return jsonResult(found);
    return jsonResult({ ...found, hint: `Nothing was found. Use other words, or a tag: ${listTags(tags)}.` });
  }

  async #describe(operation: OperationDescriptor): Promise<CallResult> {
    const { options, checkedApi } = this.#host;
    const described = await checkedApi(operation);
    const complete = described.operations.find(({ name }) => name === operation.name) ?? operation;
    return jsonResult(
      await describeOperation(described, complete, this.#validate, options.resources !== false),
    );
  }
}

/** Parses arguments that a client sends as JSON text. Large integers become strings, so that they keep their digits. */
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

function invalidArguments(tool: string, problems: string[]): CallResult {
  const lines = problems.map((problem) => `- ${problem}`).join('\n');
  const hint = tool === searchTools.call ? '\nArguments of the operation go into `arguments`.' : '';
  return errorResult(`The arguments do not fit ${tool}; nothing was sent:\n${lines}${hint}`);
}

function listTags(tags: string[]): string {
  const more = tags.length - maxListedTags;
  return tags.slice(0, maxListedTags).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function jsonResult(value: JsonObject): CallResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}

function errorResult(text: string): CallResult {
  return { content: [{ type: 'text', text }], isError: true };
}
